"""Hours of supervision that were held, for each person and kind, against what is expected.

Case management counts by its signed meetings, the other kinds by who came to signed sessions.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Min, Q, Value

from caseload.models import CareContact
from caseload.models.contact import ATTENDED, ContactState
from clinical.policy import Policy
from clinical.working_days import is_working_day, moment
from staff.models import Membership, StaffMember, SupervisionPairing
from staff.roles import ELSEWHERE, Permission, Role
from supervision.models import Attended, SkillsAttendance, SkillsKind, SupervisionSession
from supervision.planning.absences import away
from supervision.planning.rhythm import Away, is_away

WEEKS = 4
_CARRY = [role for role in Role if Permission.CARRY_CASELOAD in ELSEWHERE[role]]
_A_DAY = timedelta(days=1)

CASE_MANAGEMENT = "CASE_MANAGEMENT"
KINDS: Mapping[str, str] = {
    CASE_MANAGEMENT: "Case management supervision",
    SkillsKind.SKILLS.value: SkillsKind.SKILLS.label,
    SkillsKind.OF_SUPERVISORS.value: SkillsKind.OF_SUPERVISORS.label,
}

# For each person the minutes of each kind.
Minutes = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Against:
    """What was held of one kind, and what is expected; in minutes."""

    kind: str
    held: int
    expected: int

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self.kind]

    @property
    def is_short(self) -> bool:
        """Is there less than expected?"""
        return self.held < self.expected

    @property
    def words(self) -> str:
        """`3 h of 4 h`."""
        return f"{in_hours(self.held)} of {in_hours(self.expected)}"


@dataclass(frozen=True, slots=True)
class Person:
    """One person's hours of the last weeks: each kind that is expected of them or was held."""

    staff_id: int
    name: str
    kinds: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Of how many people a kind is expected, and how many of them had it."""

    label: str
    had: int
    people: int

    @property
    def words(self) -> str:
        """`9 of 12`."""
        return f"{self.had} of {self.people}"


def in_hours(minutes: int) -> str:
    """`3 h`, `3 h 30 min`, `45 min`."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return f"{hours} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def held(people: Collection[int], *, first: date, last: date) -> Minutes:
    """The minutes of supervision these people had from one day to another. Two queries."""
    since, until = moment(first, "00:00"), moment(last + _A_DAY, "00:00")
    rows: Iterable[Any] = SupervisionSession.objects.filter(
        supervisee__in=people, signed_at__isnull=False, starts_at__gte=since, starts_at__lt=until
    ).values(person=F("supervisee_id"), kind=Value(CASE_MANAGEMENT), sum=F("minutes"))
    others = attended(people, first=first, last=last).values(
        "person", kind=F("session__group__kind"), sum=F("minutes")
    )
    found: dict[int, dict[str, int]] = {person: {} for person in people}
    for row in (*rows, *others):
        mine = found[row["person"]]
        mine[row["kind"]] = mine.get(row["kind"], 0) + row["sum"]
    return found


def attended(people: Collection[int], *, first: date, last: date) -> Any:
    """Signed sessions of skills and of supervisors that these people came to, as it now stands."""
    return SkillsAttendance.objects.filter(
        person__in=people,
        attended=Attended.ATTENDED,
        amended_by__isnull=True,
        session__signed_at__isnull=False,
        session__starts_at__gte=moment(first, "00:00"),
        session__starts_at__lt=moment(last + _A_DAY, "00:00"),
    )


def contacts(person: int, *, first: date, last: date) -> Any:
    """Signed contacts of this person that their patients attended."""
    return CareContact.objects.filter(
        pwp=person,
        state=ContactState.LOGGED,
        attendance__in=ATTENDED,
        starts_at__gte=moment(first, "00:00"),
        starts_at__lt=moment(last + _A_DAY, "00:00"),
    )


def of_people(people: Collection[StaffMember], *, on: date, policy: Policy) -> tuple[Person, ...]:
    """The last four weeks of these people, up to yesterday, by name. Five queries."""
    ids = [one.pk for one in people]
    first, last = on - timedelta(weeks=WEEKS), on - _A_DAY
    minutes = held(ids, first=first, last=last)
    weeks = _weeks_here(ids, first=first, last=last, policy=policy)
    pairings = SupervisionPairing.objects.on(on).filter(supervisor__in=ids)
    supervising = set(pairings.values_list("supervisor_id", flat=True))
    return tuple(
        Person(
            one.pk,
            one.full_name,
            tuple(
                _against(
                    minutes[one.pk],
                    weeks=weeks.get(one.pk, 0),
                    is_supervising=one.pk in supervising,
                    policy=policy,
                )
            ),
        )
        for one in sorted(people, key=lambda one: (one.full_name, one.pk))
    )


def counts(people: Iterable[Person]) -> tuple[Count, ...]:
    """The same of everybody, without a name."""
    found = [one for person in people for one in person.kinds if one.expected]
    return tuple(
        Count(
            label,
            had=sum(not one.is_short for one in found if one.kind == kind),
            people=sum(one.kind == kind for one in found),
        )
        for kind, label in KINDS.items()
    )


def carrying(on: date) -> list[StaffMember]:
    """Everybody who carries a caseload: of whom supervision is expected. One query."""
    held_roles = Membership.objects.on(on).filter(role__in=_CARRY)
    return list(
        StaffMember.objects.filter(is_active=True, pk__in=held_roles.values("staff_id")).order_by(
            "pk"
        )
    )


def trainee_since(person: int, *, on: date) -> date | None:
    """Since when somebody has been a trainee here; None where they are none. One query."""
    now = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    since: date | None = Membership.objects.filter(
        now, staff=person, role=Role.TRAINEE_PWP
    ).aggregate(since=Min("starts_on"))["since"]
    return since


def _against(
    minutes: Mapping[str, int], *, weeks: int, is_supervising: bool, policy: Policy
) -> Iterable[Against]:
    expected = {
        CASE_MANAGEMENT: weeks * policy.case_management_minutes,
        SkillsKind.SKILLS.value: weeks // policy.skills_every_weeks * policy.skills_minutes,
        SkillsKind.OF_SUPERVISORS.value: is_supervising
        * (weeks // policy.of_supervisors_every_weeks)
        * policy.of_supervisors_minutes,
    }
    for kind in KINDS:
        if expected[kind] or minutes.get(kind):
            yield Against(kind, minutes.get(kind, 0), expected[kind])


def _weeks_here(
    people: Collection[int], *, first: date, last: date, policy: Policy
) -> dict[int, int]:
    """In how many of these weeks each carried a caseload here and was in on a working day."""
    since = dict(
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=last), staff__in=people, role__in=_CARRY
        )
        .values("staff_id")
        .annotate(since=Min("starts_on"))
        .values_list("staff_id", "since")
    )
    gone = away(since, since=first, until=last)
    weeks = [[first + timedelta(days=7 * week + day) for day in range(7)] for week in range(WEEKS)]
    return {
        person: sum(_was_in(person, week, begun, gone, policy) for week in weeks)
        for person, begun in since.items()
    }


def _was_in(person: int, week: list[date], begun: date, gone: Away, policy: Policy) -> bool:
    return begun <= week[0] and any(
        is_working_day(day, policy.calendar) and not is_away(person, day, gone) for day in week
    )
