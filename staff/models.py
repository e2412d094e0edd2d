"""Staff members, teams, and the dated relations between them: who is where, supervises, covers."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from staff.roles import Role

if TYPE_CHECKING:
    from staff.standing import Standing


class Grade(models.TextChoices):
    """What somebody is employed as (clinical.md 7.1 pay bands)."""

    TRAINEE_PWP = "TRAINEE_PWP", "Trainee PWP"
    PWP = "PWP", "PWP"
    SENIOR_PWP = "SENIOR_PWP", "Senior PWP"
    OTHER = "OTHER", "Other"


class Contract(models.TextChoices):
    """Employed by the provider, or through an agency: the same supervision either way."""

    EMPLOYED = "EMPLOYED", "Employed"
    AGENCY = "AGENCY", "Agency"


class StaffManager(BaseUserManager["StaffMember"]):
    """Makes accounts."""

    def create_user(
        self, username: str, password: str | None = None, **facts: Any
    ) -> "StaffMember":
        member = self.model(username=username, **facts)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(
        self, username: str, password: str | None = None, **facts: Any
    ) -> "StaffMember":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **facts)

    def get_by_natural_key(self, username: str | None) -> "StaffMember":
        return self.get(username=username)


class StaffMember(AbstractBaseUser, PermissionsMixin):
    """A person who works here; the user model."""

    username = models.CharField(max_length=60, unique=True)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=20, choices=Grade.choices, default=Grade.OTHER)
    contract = models.CharField(max_length=20, choices=Contract.choices, default=Contract.EMPLOYED)
    # Set per person and hours, not a maximum for all (ux.md 01).
    agreed_number = models.PositiveSmallIntegerField(null=True)
    shortcuts_on = models.BooleanField(default=True)
    # Where they land after signing in: a path of our own; empty is what their role lands on.
    landing = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may look in Django admin", default=False)

    # Filled by the sign-in backend once per request; never stored (safety S-P5).
    standing: "Standing | None" = None

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]

    class Meta:
        verbose_name = "member of staff"
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given name first, as in sentences."""
        return f"{self.given_name} {self.family_name}"

    @property
    def signed_name(self) -> str:
        """As beside a signed note: `A Hassan`."""
        return f"{self.given_name[:1]} {self.family_name}"

    @property
    def acting_role(self) -> str:
        """The first of the roles held now, for the trail; empty outside a request."""
        return self.standing.first_role if self.standing else ""


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from one day to another."""

    def on(self, day: date) -> Self:
        """Only those in force on this day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Team(models.Model):
    """A team of the provider."""

    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """From a day to a day, both inclusive."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


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
