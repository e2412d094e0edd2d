"""Reminders for oneself or a colleague, with or without a patient, by a date."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from referrals.models import Referral


class Reminder(models.Model):
    """One thing to remember."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    form_key = models.UUIDField(unique=True)
    set_at = models.DateTimeField()
    # Nobody: the system, for something that came from outside.
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="caseload_reminder_done_by_somebody",
            )
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_at__isnull=True),
                name="caseload_reminders_open",
            )
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
