"""Self-referral: what is being typed, which is no record yet, and what was sent."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from caseload.models import Call, RiskSignal
from referrals.models import Referral


class Safe(models.TextChoices):
    """The answers to "Are you safe right now?", for staff in the person's own words."""

    YES = "YES", "Yes, I am safe"
    THOUGHTS = (
        "THOUGHTS",
        "I have thoughts of hurting myself or ending my life, but I am safe today",
    )
    NO = "NO", "No, I need help now"
    UNSURE = "UNSURE", "I am not sure"


class ReferralDraft(models.Model):
    """A self-referral that somebody is typing. The browser has a token, the server the words; they
    go when it is sent, or when its time is up.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)
    language = models.CharField(max_length=10, default="en")
    # What was typed, a dictionary for each step.
    answers = models.JSONField(default=dict)
    # A person must see this, sent or not: what was said worries, and says how to reach them.
    must_be_seen = models.BooleanField(default=False)
    address_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    # Left unsent and worrying: it went to the duty senior as a call of nobody yet.
    call = models.OneToOneField(Call, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, referral__isnull=True)
                | Q(sent_at__isnull=False, referral__isnull=False),
                name="portal_sent_draft_has_its_referral",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(answers={}),
                name="portal_sent_draft_keeps_no_words",
            ),
        ]
        indexes = [
            models.Index(fields=["address_hash", "started_at"], name="portal_drafts_by_address"),
            models.Index(fields=["expires_at"], name="portal_drafts_by_expiry"),
            models.Index(
                fields=["touched_at"],
                condition=Q(must_be_seen=True, sent_at__isnull=True, call__isnull=True),
                name="portal_drafts_to_be_seen",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class SelfReferral(models.Model):
    """What somebody sent, word for word. A safety answer that worries names its signal, and so do
    words that mention harm: flag and owner are there as soon as the form is.
    """

    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, related_name="self_referral"
    )
    form_key = models.UUIDField(unique=True)
    language = models.CharField(max_length=10)
    safe = models.CharField(max_length=20, choices=Safe.choices)
    problem = models.TextField()
    # The charity, job centre or desk that began it with them; empty where nobody did.
    helped_by = models.CharField(max_length=120, blank=True)
    mentions_harm = models.BooleanField()
    signal = models.ForeignKey(RiskSignal, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(safe="YES", mentions_harm=False) | Q(signal__isnull=False),
                name="portal_worrying_self_referral_has_its_signal",
            ),
            models.CheckConstraint(
                condition=~Q(problem=""), name="portal_self_referral_says_something"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="self_referral_never_rewritten",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"self-referral {self.pk}"
