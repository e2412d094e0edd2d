"""Waits paused at the patient's wish: shown beside the wait, never taken off it."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from referrals.models.referral import Referral


class PauseReason(models.TextChoices):
    """Why somebody would rather wait for now."""

    AWAY = "AWAY", "Away from home"
    NOT_WELL = "NOT_WELL", "Not well enough just now"
    FAMILY = "FAMILY", "Family or caring"
    WORK = "WORK", "Work or study"
    WANTS_TIME = "WANTS_TIME", "Wants more time"
    OTHER = "OTHER", "Other"


class WaitPause(models.Model):
    """One pause, its first day and its last. Resumed early, it ends on the day before."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=20, choices=PauseReason.choices)
    words = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")) | Q(resumed_at__isnull=False),
                name="referrals_pause_ends_not_before_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True, resumed_by__isnull=True)
                | Q(resumed_at__isnull=False, resumed_by__isnull=False),
                name="referrals_resumed_by_somebody",
            ),
            # Nobody is paused twice on one day. A pause resumed on its first day holds no day.
            ExclusionConstraint(
                name="referrals_pauses_never_overlap",
                expressions=[
                    ("referral", RangeOperators.EQUAL),
                    (
                        Func(
                            "from_on",
                            "until_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"pause from {self.from_on}"
