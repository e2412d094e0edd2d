"""Internet-enabled therapy: one row is one week in a programme, and counts as one session."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referrals.models import Referral

# Nothing of a log changes but its withdrawal, and that once.
_ONLY_WITHDRAWN = """
IF OLD.withdrawn_at IS NOT NULL
   OR (to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'])
   IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason']) THEN
    RAISE EXCEPTION 'A log of internet therapy is never changed: withdraw it and log it again.';
END IF;
RETURN NEW;
"""  # noqa: E501 - SQL reads by its clauses


class InternetTherapyLog(models.Model):
    """Up to a week of internet-enabled therapy, with the minutes the clinician spent on it."""

    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="internet_therapy"
    )
    started_on = models.DateField()
    ended_on = models.DateField()
    programme = models.CharField(max_length=20)
    minutes = models.PositiveSmallIntegerField()
    pwp = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ended_on__gte=F("started_on"), ended_on__lte=F("started_on") + timedelta(days=7)
                ),
                name="caseload_internet_log_is_of_a_week",
            ),
            models.CheckConstraint(
                condition=~Q(programme=""), name="caseload_internet_log_names_its_programme"
            ),
            models.CheckConstraint(
                condition=Q(minutes__lte=2400), name="caseload_internet_log_minutes_of_a_week"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason="")
                | Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""),
                name="caseload_internet_log_withdrawn_whole",
            ),
            models.UniqueConstraint(
                fields=["referral", "started_on", "ended_on", "programme"],
                condition=Q(withdrawn_at__isnull=True),
                name="caseload_internet_log_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ended_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="caseload_internet_logs_by_end",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="internet_log_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="internet_log_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ONLY_WITHDRAWN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.started_on:%d/%m/%Y}"
