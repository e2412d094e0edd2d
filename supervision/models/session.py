"""A meeting: made ahead, opened, signed; fixed once signed."""

from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referrals.models.referral import new_reference


class Side(models.TextChoices):
    """Through whom a meeting was missed: what is counted of each."""

    SUPERVISOR = "SUPERVISOR", "The supervisor could not"
    SUPERVISEE = "SUPERVISEE", "The person supervised could not"
    SERVICE = "SERVICE", "Neither: the service was closed, or something else"


class SupervisionSession(models.Model):
    """One case-management meeting: made ahead by the pairing's rhythm, opened, signed off."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    supervisee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # Who would have held it, where a colleague who covers them holds it.
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # The missed meeting that this one makes up, beside the rhythm.
    makes_up = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="made_up_by"
    )
    # The day the rhythm gives: a meeting that was moved still stands for it.
    planned_on = models.DateField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    # By hand: the night leaves it where it is.
    moved_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_held_at = models.DateTimeField(null=True)
    not_held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_held_why = models.CharField(max_length=200, blank=True)
    not_held_side = models.CharField(max_length=10, choices=Side.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisee", "planned_on"],
                condition=Q(makes_up__isnull=True),
                name="supervision_one_meeting_each_time",
            ),
            models.CheckConstraint(
                condition=~Q(supervisor=F("supervisee")),
                name="supervision_nobody_meets_themselves",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="supervision_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by=F("supervisor"), opened_at__isnull=False),
                name="supervision_signed_by_the_supervisor_once_opened",
            ),
            models.CheckConstraint(
                condition=Q(not_held_at__isnull=True, not_held_by__isnull=True, not_held_why="")
                | Q(not_held_at__isnull=False, not_held_by__isnull=False, opened_at__isnull=True)
                & ~Q(not_held_why=""),
                name="supervision_not_held_has_person_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(not_held_side="") | Q(not_held_at__isnull=False),
                name="supervision_only_a_missed_meeting_has_a_side",
            ),
            models.CheckConstraint(
                condition=Q(stands_in_for__isnull=True)
                | ~Q(stands_in_for=F("supervisor")) & ~Q(stands_in_for=F("supervisee")),
                name="supervision_stands_in_for_somebody_else",
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor", "starts_at"], name="supervision_of_supervisor"),
            models.Index(fields=["supervisee", "starts_at"], name="supervision_of_supervisee"),
        ]
        triggers = [
            pgtrigger.Protect(name="meeting_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signed_meeting_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisee} with {self.supervisor} on {self.planned_on}"

    @property
    def ends_at(self) -> datetime:
        """When its minutes are over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_called_off(self) -> bool:
        """Nobody missed it: it was known beforehand that it would not be."""
        return self.not_held_at is not None and self.not_held_at < self.starts_at

    @property
    def is_open(self) -> bool:
        """Opened and not signed: cases are being decided."""
        return self.opened_at is not None and self.signed_at is None
