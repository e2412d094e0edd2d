"""What lowers somebody's agreed number for a time."""

from django.db import models
from django.db.models import F, Q

from staff.models.dated import Dated, DatedQuerySet
from staff.models.people import StaffMember


class OffsetKind(models.TextChoices):
    """A role beside the caseload, or an easing. Why somebody is eased is not recorded anywhere."""

    CHAMPION = "CHAMPION", "Champion"
    SUPERVISING = "SUPERVISING", "Supervising"
    OTHER_ROLE = "OTHER_ROLE", "Other role"
    PHASED_RETURN = "PHASED_RETURN", "Phased return"
    PAUSE = "PAUSE", "No new people"


ROLES = (OffsetKind.CHAMPION, OffsetKind.SUPERVISING, OffsetKind.OTHER_ROLE)


class AgreedOffset(Dated):
    """A champion or supervising role with the hours it takes, a phased return with its cap, or a
    time without new people. No role exists without its hours taken off the agreed number. One that
    was to come may go again; what has been stays.
    """

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="offsets")
    kind = models.CharField(max_length=20, choices=OffsetKind.choices)
    topic = models.CharField(max_length=60, blank=True)
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    taken_off = models.PositiveSmallIntegerField(default=0)
    cap = models.PositiveSmallIntegerField(null=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=ROLES,
                    hours_a_week__isnull=False,
                    hours_a_week__gt=0,
                    taken_off__gte=1,
                    cap__isnull=True,
                )
                | ~Q(kind__in=ROLES) & Q(hours_a_week__isnull=True, taken_off=0),
                name="staff_role_takes_its_hours_off",
            ),
            models.CheckConstraint(
                condition=~Q(kind="PHASED_RETURN") | Q(cap__isnull=False, ends_on__isnull=False),
                name="staff_phased_return_has_a_cap_and_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(kind="PAUSE") | Q(cap__isnull=True, ends_on__isnull=False),
                name="staff_pause_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="staff_offset_ends_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(kind="CHAMPION") | ~Q(topic=""),
                name="staff_champion_of_something",
            ),
        ]
        indexes = [models.Index(fields=["staff", "starts_on"], name="staff_offsets_of")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.staff_id} from {self.starts_on}"
