"""Triage: what was decided about a referral and why, and the calls made to find out."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from referrals.models.referral import Referral, TriageDecision

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete

LONGEST_REASON = 600


class Triage(models.Model):
    """One decision. The latest counts, and none is rewritten; `number` counts them from 1, so that
    two people who decide at the same time cannot both be the next.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="triages")
    number = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=20, choices=TriageDecision.choices)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # What the page asked to think about as this was decided, by the names of the prompts.
    warned = ArrayField(models.CharField(max_length=40), default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "number"], name="referrals_one_triage_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(reason="")
                | Q(decision="CALL_FIRST")
                | Q(decision="STEP_2", warned__len=0),
                name="referrals_triage_says_why",
            ),
        ]
        triggers = [pgtrigger.Protect(name="triage_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.decision} {self.pk}"


class ScreeningOutcome(models.TextChoices):
    """How a screening call went."""

    NO_ANSWER = "NO_ANSWER", "No answer"
    VOICEMAIL = "VOICEMAIL", "Voicemail left, in the words shown"
    SOMEBODY_ELSE = "SOMEBODY_ELSE", "Somebody else answered, nothing said"
    SPOKE = "SPOKE", "Spoke with them"


class ScreeningCall(models.Model):
    """One attempt to speak with somebody before it is decided how they are taken on."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="screening_calls")
    form_key = models.UUIDField(unique=True)
    outcome = models.CharField(max_length=20, choices=ScreeningOutcome.choices)
    said = models.CharField(max_length=LONGEST_REASON, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="SPOKE") | ~Q(said=""),
                name="referrals_screening_call_says_what_was_said",
            ),
        ]
        indexes = [models.Index(fields=["referral", "at"], name="referrals_calls_in_order")]
        triggers = [
            pgtrigger.Protect(name="screening_call_never_rewritten", operation=_APPEND_ONLY)
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"
