"""The standing call for somebody's eyes: a reason, its evidence, since when, and how it was
cleared.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from clinical.review import Reason
from referrals.models import Referral

REASON_CHOICES = [(reason.value, reason.label) for reason in Reason]


class CaseFlag(models.Model):
    """One open flag per referral and reason. A risk flag is closed by a person with a reason, never
    otherwise.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="flags")
    reason = models.CharField(max_length=30, choices=REASON_CHOICES)
    evidence = models.CharField(max_length=300)
    since = models.DateField()
    opened_at = models.DateTimeField()
    # Raised by a draft: known to its author and supervisor until signing confirms it (ruling 6).
    is_provisional = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Put off until a date, with a reason; never a risk flag.
    snoozed_until = models.DateField(null=True)
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    snoozed_why = models.CharField(max_length=200, blank=True)
    # Scores and misses as they stood then: a higher one is worse news, and wakes the flag.
    snoozed_numbers = models.JSONField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cleared_how = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "reason"],
                condition=Q(cleared_at__isnull=True),
                name="caseload_one_open_flag_per_reason",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="caseload_flag_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    snoozed_until__isnull=True,
                    snoozed_by__isnull=True,
                    snoozed_why="",
                    snoozed_numbers__isnull=True,
                )
                | Q(
                    snoozed_until__isnull=False,
                    snoozed_by__isnull=False,
                    snoozed_numbers__isnull=False,
                )
                & ~Q(snoozed_why=""),
                name="caseload_snooze_has_date_person_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason="risk") | Q(snoozed_until__isnull=True),
                name="caseload_a_risk_flag_is_never_snoozed",
            ),
            models.CheckConstraint(
                condition=~Q(reason="risk")
                | Q(cleared_at__isnull=True)
                | Q(cleared_by__isnull=False) & ~Q(cleared_how=""),
                name="caseload_only_a_person_closes_a_risk_flag",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="flag_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="cleared_flag_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__cleared_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since}"
