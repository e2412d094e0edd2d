"""Calls from outside a session: who rang, what was said, whether risk was mentioned; and texts that
mention harm from a number nobody knows.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from caseload.models.risk import RiskSignal
from referrals.models import Referral
from referrals.models.referral import new_reference


class Caller(models.TextChoices):
    """Who rang, wrote or came in."""

    PATIENT = "PATIENT", "The patient"
    FAMILY = "FAMILY", "Family or friend"
    GP = "GP", "GP or another professional"
    OTHER = "OTHER", "Somebody else"


class Call(models.Model):
    """A call, never rewritten: what was said, and where it went. Of somebody not found yet it
    stands on the duty page until a person says whose it is.
    """

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    form_key = models.UUIDField(unique=True)
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, related_name="calls"
    )
    caller = models.CharField(max_length=20, choices=Caller.choices)
    caller_name = models.CharField(max_length=120, blank=True)
    # Of somebody not found yet: whatever the caller said about who this is.
    about = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    said = models.TextField()
    mentions_risk = models.BooleanField()
    next_step = models.CharField(max_length=200, blank=True)
    signal = models.OneToOneField(
        RiskSignal, on_delete=models.PROTECT, null=True, related_name="call"
    )
    # Whose it is to find out and ring back, and by when, while nobody knows who it is about.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_by = models.DateTimeField(null=True)
    at = models.DateTimeField()
    # Nobody took a text: it came in by itself.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # A person has said whose call it was, or that nobody could be found.
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_how = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(said=""), name="caseload_call_says_something"),
            models.CheckConstraint(
                condition=Q(mentions_risk=False)
                | Q(referral__isnull=True)
                | Q(signal__isnull=False),
                name="caseload_call_that_mentions_risk_has_its_signal",
            ),
            models.CheckConstraint(
                condition=Q(referral__isnull=False)
                | Q(settled_at__isnull=False)
                | Q(owner__isnull=False, due_by__isnull=False) & ~Q(about=""),
                name="caseload_call_of_nobody_yet_has_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settled_how="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_how=""),
                name="caseload_settled_call_has_person_time_and_words",
            ),
        ]
        indexes = [
            models.Index(fields=["referral", "at"], name="caseload_calls_in_order"),
            models.Index(
                fields=["due_by"],
                condition=Q(referral__isnull=True, settled_at__isnull=True),
                name="caseload_calls_of_nobody_yet",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="call_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="call_never_reworded",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__said__df=pgtrigger.F("new__said"))
                | pgtrigger.Q(old__mentions_risk__df=pgtrigger.F("new__mentions_risk")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
