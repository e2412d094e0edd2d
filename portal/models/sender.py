"""Referrals that another system sends: who may, and what came, word for word."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from caseload.models import RiskSignal
from referrals.models import Referral


class ReferralSender(models.Model):
    """A surgery's or another service's system. Its token is shown once; here stands a hash of it.

    Requests are counted by the minute, also those that were refused.
    """

    name = models.CharField(max_length=120)
    # A ReferralSource: what the referrals of this system are stored under.
    source = models.CharField(max_length=20)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    counted_since = models.DateTimeField(null=True)
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="portal_stopped_sender_has_person_and_time",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="portal_sender_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"sender {self.pk}"


class SentReferral(models.Model):
    """What a sender sent, as it came. Under one key there is one; harm in it names its signal, so
    flag and owner are there as soon as the referral is.
    """

    sender = models.ForeignKey(ReferralSender, on_delete=models.PROTECT, related_name="sent")
    # Chosen by the sender: the same again is this one.
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, related_name="sent_referral"
    )
    # Every field by its name.
    body = models.JSONField()
    says_harm = models.BooleanField()
    mentions_harm = models.BooleanField()
    # The NHS number stands on a record with another date of birth: a person must look.
    number_is_anothers = models.BooleanField(default=False)
    signal = models.ForeignKey(RiskSignal, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "key"], name="portal_one_sent_referral_per_key"
            ),
            models.CheckConstraint(
                condition=Q(mentions_harm=False) | Q(signal__isnull=False),
                name="portal_sent_referral_with_harm_has_its_signal",
            ),
            models.CheckConstraint(
                condition=Q(says_harm=False) | Q(mentions_harm=True),
                name="portal_harm_that_was_said_is_mentioned",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_referral_never_rewritten",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"sent referral {self.pk}"
