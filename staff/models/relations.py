"""Teams, and the dated relations between people: who is where, supervises, covers, is away."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, ExtractHour, ExtractMinute

from staff.models.dated import Dated, DatedQuerySet
from staff.models.people import StaffMember
from staff.models.places import Site
from staff.roles import Role


class Team(models.Model):
    """A team of the provider."""

    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)
    # Where it sits, and with that whose it is; empty until somebody says so.
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="teams"
    )

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """One role in one team, from–to."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role.choices)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "team", "role"],
                condition=Q(ends_on__isnull=True),
                name="staff_one_open_membership_per_role",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="staff_membership_ends_not_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} as {self.get_role_display()} in {self.team}"


class Weekday(models.IntegerChoices):
    """The working days, as Python numbers them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"


# From which minute of its day to which a pairing meets, and from which day to which it holds.
_MEETS_FROM = Cast(ExtractHour("meets_at") * 60 + ExtractMinute("meets_at"), models.IntegerField())
_MEETS = Func(
    _MEETS_FROM, _MEETS_FROM + F("minutes"), function="int4range", output_field=IntegerRangeField()
)
_HOLDS = Func(
    F("starts_on"),
    F("ends_on"),
    Value("[]"),
    function="daterange",
    output_field=DateRangeField(),
)


class SupervisionPairing(Dated):
    """Who supervises whom, from–to, and when they meet: each week on a day, at a local time."""

    supervisor = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="supervises")
    supervisee = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="supervised_by"
    )
    # Both empty until a meeting time is agreed.
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices, null=True)
    meets_at = models.TimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=60)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisee"],
                condition=Q(ends_on__isnull=True),
                name="staff_one_open_supervisor_each",
            ),
            ExclusionConstraint(
                name="staff_one_supervisor_at_a_time",
                expressions=[
                    ("supervisee", RangeOperators.EQUAL),
                    (_HOLDS, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="staff_supervisor_meets_one_at_a_time",
                expressions=[
                    ("supervisor", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (_MEETS, RangeOperators.OVERLAPS),
                    (_HOLDS, RangeOperators.OVERLAPS),
                ],
                condition=Q(weekday__isnull=False),
            ),
            models.CheckConstraint(
                condition=~Q(supervisor=F("supervisee")), name="staff_nobody_supervises_themselves"
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True, meets_at__isnull=True)
                | Q(weekday__isnull=False, meets_at__isnull=False),
                name="staff_pairing_has_day_and_time",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=15, minutes__lte=180),
                name="staff_pairing_meets_for_a_while",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor} supervises {self.supervisee}"


class Cover(Dated):
    """Who looks after whose caseload while they are away."""

    covered = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="covered_by")
    coverer = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="covers")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(covered=F("coverer")), name="staff_nobody_covers_themselves"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="staff_cover_ends_not_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coverer} covers {self.covered}"


class Absence(Dated):
    """Away, from–to."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(
        max_length=20,
        choices=[("LEAVE", "Leave"), ("SICKNESS", "Sickness"), ("TRAINING", "Training")],
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="staff_absence_ends_not_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} away from {self.starts_on}"
