"""Ending a referral while risk is open: two people record why (safety S-R6)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referrals.models import EndCode, Referral


class EndingWithOpenRisk(models.Model):
    """One person asks and says why; a second agrees and says why, or it is withdrawn."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="risk_endings")
    end_code = models.CharField(max_length=30, choices=EndCode.choices)
    ended_on = models.DateField()
    why = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agreed_why = models.TextField(blank=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="caseload_risk_ending_says_why"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True, agreed_why="")
                | Q(agreed_at__isnull=False, agreed_by__isnull=False) & ~Q(agreed_why=""),
                name="caseload_risk_ending_agreed_with_words",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="caseload_risk_ending_agreed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="caseload_risk_ending_agreed_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(agreed_at__isnull=True, withdrawn_at__isnull=True),
                name="caseload_one_risk_ending_asked_for",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="risk_ending_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_risk_ending_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__agreed_at__isnull=False)
                | pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"ending of {self.referral_id}"
