"""The duty rota: whose turn it is, from when to when."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from staff.models.people import StaffMember


class DutyQuerySet(models.QuerySet["Duty"]):
    """Turns on the duty rota."""

    def at(self, moment: datetime) -> Self:
        """Only the turn (or turns) running at this moment, the latest start first."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment).order_by("-starts_at")


class Duty(models.Model):
    """Who is duty senior, from–to, and on which number. Two people may overlap, as at a hand-over;
    one person's turns may not.
    """

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    phone = models.CharField(max_length=20)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="staff_duty_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="staff_nobody_is_on_duty_twice_at_once",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="staff_duty_starts")]

    def __str__(self) -> str:
        return f"{self.staff} on duty from {self.starts_at:%d %b %H:%M}"
