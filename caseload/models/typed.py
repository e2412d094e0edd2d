"""A referral as somebody who works here typed it: a letter, a call, somebody at the desk."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from caseload.models.document import MentionsHarm
from caseload.models.risk import RiskSignal
from referrals.models import Referral


class CameBy(models.TextChoices):
    """How a referral reached the service."""

    LETTER = "LETTER", "Letter"
    EMAIL = "EMAIL", "Email or electronic form"
    PHONE = "PHONE", "By phone"
    AT_THE_DESK = "AT_THE_DESK", "In person, at the desk"


class TypedReferral(models.Model):
    """What was typed, as it was typed. What mentions harm names its signal: flag, owner and due
    time are there as soon as the referral is.
    """

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="typed")
    form_key = models.UUIDField(unique=True)
    # The same form with other words is another referral, not the first again.
    digest = models.CharField(max_length=64)
    came_by = models.CharField(max_length=20, choices=CameBy.choices)
    referrer = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    problem = models.TextField()
    mentions_harm = models.CharField(max_length=20, choices=MentionsHarm.choices)
    words_mention_harm = models.BooleanField()
    signal = models.ForeignKey(RiskSignal, on_delete=models.PROTECT, null=True, related_name="+")
    # Somebody on record already: a new referral beside what was there.
    was_known = models.BooleanField()
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mentions_harm="NO", words_mention_harm=False) | Q(signal__isnull=False),
                name="caseload_worrying_letter_has_its_signal",
            ),
            models.CheckConstraint(
                condition=~Q(problem=""), name="caseload_typed_referral_says_something"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="typed_referral_never_rewritten",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"typed referral {self.pk}"
