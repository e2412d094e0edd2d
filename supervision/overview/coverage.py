"""Was everybody open looked at within the interval? Of some caseloads, with the names of who was
not; `counted` says it of the whole service, by the same rule, in numbers alone.

The day by which somebody must be looked at is `clinical.agenda.look_by`, asked here of the
database. Where nobody supervises a caseload, or nobody carries the people, none of them is within;
a trainee's case is looked at before treatment begins.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import (
    BooleanField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from caseload.models import CaseSummary
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import days_between
from referrals.prepared import PreparedFor
from staff.models import Grade, SupervisionPairing

# Stand in a built query for the day, and for the first on which somebody was looked at in time.
ON, FIRST_IN_TIME = date(1901, 1, 5), date(1901, 1, 6)
NOBODY = "Nobody"
# In place of an id: people who were seen and whom nobody carries any more.
CARRIED_BY_NOBODY = 0
# Why nobody looks at somebody's people.
NO_CARRIER = "No carrier"
NO_SUPERVISOR = "No supervisor"
LEFT = "No longer works here"


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who was not looked at in time; `days_late` counts from the last day allowed."""

    patient_id: int
    reference: str
    listed_name: str
    full_name: str
    days_late: int
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the people somebody carries, in one team, were looked at in time, and who not;
    nobody is named where they are only counted. `gap` says why nobody looks at them at all: then
    none is within.
    """

    pwp_id: int
    pwp: str
    team: str
    open: int
    within: int
    missed: tuple[Missed, ...] = ()
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """The same over several caseloads: a PWP's, a team's, the provider's."""

    name: str
    parts: tuple[Coverage, ...]

    @property
    def open(self) -> int:
        """How many open people there are."""
        return sum(part.open for part in self.parts)

    @property
    def within(self) -> int:
        """How many of them were looked at in time."""
        return sum(part.within for part in self.parts)

    @property
    def beyond(self) -> int:
        """How many were not."""
        return self.open - self.within

    @property
    def missed(self) -> tuple[Missed, ...]:
        """Who was not, where they are named: the latest first."""
        everybody = (one for part in self.parts for one in part.missed)
        return tuple(sorted(everybody, key=lambda one: (-one.days_late, one.listed_name)))

    @property
    def pwp_id(self) -> int:
        """Whose caseload this is; of several, the first."""
        return self.parts[0].pwp_id

    @property
    def gap(self) -> str:
        """Why nobody looks at a PWP's people; empty where somebody does."""
        return self.parts[0].gap

    @property
    def words(self) -> str:
        """`61 of 64`."""
        return f"{self.within} of {self.open}"


def read(*, on: date, policy: Policy, of: Iterable[int] | None = None) -> tuple[Coverage, ...]:
    """Coverage of each caseload in each team: these people's, or everybody's. One query."""
    ids = None if of is None else frozenset(of)
    rows = _GROUPED.rows(ids, given=days(on=on, policy=policy))
    return tuple(_coverage(row, on, policy) for row in rows)


def days(*, on: date, policy: Policy) -> dict[Any, date]:
    """What stands for the stand-ins: day 28, by default, is the last that counts as within."""
    return {ON: on, FIRST_IN_TIME: on - timedelta(days=policy.review_every_days)}


def by_pwp(parts: Iterable[Coverage]) -> tuple[Sum, ...]:
    """One sum for each person who carries a caseload, by name."""
    return _sums(parts, key=lambda one: (one.pwp, str(one.pwp_id)))


def by_team(parts: Iterable[Coverage]) -> tuple[Sum, ...]:
    """One sum for each team, by name."""
    return _sums(parts, key=lambda one: (one.team, ""))


def _sums(
    parts: Iterable[Coverage], *, key: Callable[[Coverage], tuple[str, str]]
) -> tuple[Sum, ...]:
    grouped: dict[tuple[str, str], list[Coverage]] = {}
    for part in parts:
        grouped.setdefault(key(part), []).append(part)
    return tuple(Sum(name, tuple(found)) for (name, _), found in sorted(grouped.items()))


def to_look_at() -> QuerySet[CaseSummary]:
    """Who is open with somebody, and who was seen and is with nobody any more; each with the day
    from which the interval counts.
    """
    begun = Q(pwp__isnull=False) | Q(first_attended_on__isnull=False)
    looked_at = Coalesce("last_discussed_on", "assessed_on", "allocated_on", "received_on")
    return CaseSummary.objects.filter(begun, is_open=True).annotate(looked_at=looked_at)


# Nobody looked at them in time; and a trainee saw somebody for treatment, with nobody having looked
# at the case with them.
TOO_LATE = Q(looked_at__lt=FIRST_IN_TIME)
TOO_SOON = Q(
    pwp__grade=Grade.TRAINEE_PWP,
    last_discussed_on__isnull=True,
    first_treatment_on__lt=ON,
    last_attended_on__gte=F("allocated_on"),
)


def supervised() -> QuerySet[SupervisionPairing]:
    """Whom somebody who works here supervises on the day."""
    return SupervisionPairing.objects.on(ON).filter(supervisor__is_active=True)


def _carried(ids: frozenset[int] | None) -> QuerySet[CaseSummary]:
    if ids is None:
        return to_look_at()
    theirs = Q(pwp__in=sorted(ids))
    if CARRIED_BY_NOBODY in ids:
        theirs |= Q(pwp__isnull=True)
    return to_look_at().filter(theirs)


def _grouped(ids: frozenset[int] | None) -> QuerySet[CaseSummary, Any]:
    """A row for each caseload in each team, with those who were not looked at in time."""
    person = JSONObject(
        patient_id="patient_id",
        reference="reference",
        given="patient__given_name",
        family="patient__family_name",
        looked_at=Cast("looked_at", DateField()),
        discussed="last_discussed_on",
        treated=Cast("first_treatment_on", DateField()),
        too_soon="too_soon",
    )
    return (
        _carried(ids)
        .annotate(
            too_soon=is_true(TOO_SOON),
            left=is_true(Q(pwp__is_active=False)),
            supervised=is_true(Q(pwp__in=supervised().values("supervisee"))),
        )
        .values(
            "pwp_id",
            "left",
            "supervised",
            given=F("pwp__given_name"),
            family=F("pwp__family_name"),
            of=F("team__name"),
        )
        .annotate(
            people=Count("pk"),
            late=JSONBAgg(
                person,
                filter=TOO_LATE
                | Q(too_soon=True)
                | Q(pwp__isnull=True)
                | Q(left=True)
                | Q(supervised=False),
                default=[],
            ),
        )
        .order_by("given", "family", "pwp_id", "of")
    )


_GROUPED = PreparedFor(_grouped, one_json=("late",))


def is_true(condition: Q) -> ExpressionWrapper:
    """A condition as a column."""
    return ExpressionWrapper(condition, output_field=BooleanField())


def _coverage(row: Mapping[str, Any], on: date, policy: Policy) -> Coverage:
    is_carried = row["pwp_id"] is not None
    missed = tuple(_missed(one, on, policy) for one in row["late"])
    return Coverage(
        pwp_id=row["pwp_id"] if is_carried else CARRIED_BY_NOBODY,
        pwp=wording.full_name(row["family"], row["given"]) if is_carried else NOBODY,
        team=row["of"],
        open=row["people"],
        within=row["people"] - len(missed),
        missed=missed,
        gap=_gap(row),
    )


def _gap(row: Mapping[str, Any]) -> str:
    if row["pwp_id"] is None:
        return NO_CARRIER
    if row["left"]:
        return LEFT
    return "" if row["supervised"] else NO_SUPERVISOR


def _missed(one: Mapping[str, Any], on: date, policy: Policy) -> Missed:
    looked_at = date.fromisoformat(one["looked_at"])
    since = days_between(looked_at, on)
    said = "Discussed" if one["discussed"] else "Not discussed yet; assessed or allocated"
    words = f"{said} {wording.count(since, 'day')} ago."
    if one["too_soon"]:
        began = wording.sentence_date(date.fromisoformat(one["treated"]), on)
        words = f"A trainee’s case: treatment began {began}, not discussed before."
    return Missed(
        patient_id=one["patient_id"],
        reference=one["reference"],
        listed_name=wording.listed_name(one["family"], one["given"]),
        full_name=wording.full_name(one["family"], one["given"]),
        days_late=max(0, since - policy.review_every_days),
        words=words,
    )
