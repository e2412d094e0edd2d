"""What somebody's week holds, as agreed: days, hours, appointments, what patients may ask for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from staff.models.dated import Dated, DatedQuerySet
from staff.models.people import StaffMember
from staff.models.relations import Weekday


class Interest(models.TextChoices):
    """Groups of people somebody works with by training or by wish."""

    LONG_TERM = "LONG_TERM", "Long-term conditions"
    PERINATAL = "PERINATAL", "Perinatal"
    OLDER = "OLDER", "Older adults"
    VETERANS = "VETERANS", "Veterans"
    STUDENTS = "STUDENTS", "Students"


class AskedGender(models.TextChoices):
    """What a patient may ask for in who helps them, and what a practitioner said of themselves."""

    FEMALE = "FEMALE", "Female"
    MALE = "MALE", "Male"


class JobPlan(Dated):
    """One person's agreed week from a day on. What lowers the agreed number stands in its own
    rows; a new plan ends the one before, which stays.
    """

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="job_plans")
    weekdays = ArrayField(models.PositiveSmallIntegerField(choices=Weekday.choices))
    begins_at = models.TimeField()
    ends_at = models.TimeField()
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=2)
    slots_a_week = models.PositiveSmallIntegerField()
    # Language codes, English understood; what a patient may ask for, as they said of themselves.
    languages = ArrayField(models.CharField(max_length=10), default=list)
    gender = models.CharField(max_length=10, choices=AskedGender.choices, blank=True)
    interests = ArrayField(models.CharField(max_length=20, choices=Interest.choices), default=list)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(ends_on__isnull=True),
                name="staff_one_open_job_plan_each",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="staff_job_plan_ends_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(
                    weekdays__len__gte=1,
                    weekdays__contained_by=[0, 1, 2, 3, 4],
                    begins_at__lt=F("ends_at"),
                    hours_a_week__gt=0,
                    hours_a_week__lte=50,
                    slots_a_week__lte=60,
                ),
                name="staff_job_plan_is_a_week",
            ),
        ]

    def __str__(self) -> str:
        return f"job plan of {self.staff_id} from {self.starts_on}"
