"""Was everybody open looked at within the interval? A number for each PWP, and who was not.

The day by which somebody must be looked at is `clinical.agenda.look_by`, asked here of the
database: one query for everybody, so that a number and its names never disagree. Where nobody
supervises a caseload, or nobody carries the people, none of them is within; a trainee's case is
looked at before treatment begins.
"""

from collections.abc import Iterable, Mapping
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

# Stand in the built query for the day, and for the first on which somebody was looked at in time.
_ON, _FIRST_IN_TIME = date(1901, 1, 5), date(1901, 1, 6)
# Of each PWP, on the page about everybody; the others stand on the page about them.
NAMED = 10
NOBODY = "Nobody"
# In place of an id: people who were seen and whom nobody carries any more.
_CARRIED_BY_NOBODY = 0
_NO_CARRIER = "No carrier"
_NO_SUPERVISOR = "No supervisor"
_LEFT = "No longer works here"


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
    """How many of the people somebody carries, in one team, were looked at in time, and who not.
    `gap` says why nobody looks at them at all: then none is within.
    """

    pwp_id: int
    pwp: str
    team: str
    open: int
    missed: tuple[Missed, ...]
    gap: str = ""

    @property
    def within(self) -> int:
        """How many were looked at in time."""
        return self.open - len(self.missed)


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
    def missed(self) -> tuple[Missed, ...]:
        """Who was not, the latest first."""
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


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The provider, its teams, and each PWP; of one PWP everybody is named, of all a few each."""

    provider: Sum
    teams: tuple[Sum, ...]
    people: tuple[Sum, ...]
    named: int | None

    @property
    def without(self) -> tuple[Sum, ...]:
        """Caseloads that nobody supervises, and people whom nobody carries."""
        return tuple(one for one in self.people if one.gap)

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for each in self.people for one in each.missed[: self.named])


def page(*, on: date, policy: Policy, of: str = "") -> CoveragePage:
    """Coverage of the whole service, or of one person by their id. One query."""
    one = [int(of[:9])] if of.isascii() and of.isdigit() else None
    parts = read(on=on, policy=policy, of=one)
    return CoveragePage(
        provider=Sum("", parts),
        teams=by_team(parts),
        people=by_pwp(parts),
        named=None if one else NAMED,
    )


def read(*, on: date, policy: Policy, of: Iterable[int] | None = None) -> tuple[Coverage, ...]:
    """Coverage of each caseload in each team: these people's, or everybody's. One query."""
    ids = None if of is None else frozenset(of)
    # Day 28, by default, is the last that counts as within the interval.
    first_in_time = on - timedelta(days=policy.review_every_days)
    rows = _GROUPED.rows(ids, given={_ON: on, _FIRST_IN_TIME: first_in_time})
    return tuple(_coverage(row, on, policy) for row in rows)


def by_pwp(parts: Iterable[Coverage]) -> tuple[Sum, ...]:
    """One sum for each person who carries a caseload, by name."""
    return _sums(parts, key=lambda one: (one.pwp, str(one.pwp_id)))


def by_team(parts: Iterable[Coverage]) -> tuple[Sum, ...]:
    """One sum for each team, by name."""
    return _sums(parts, key=lambda one: (one.team, ""))


def _sums(parts: Iterable[Coverage], *, key: Any) -> tuple[Sum, ...]:
    grouped: dict[tuple[str, str], list[Coverage]] = {}
    for part in parts:
        grouped.setdefault(key(part), []).append(part)
    return tuple(Sum(name, tuple(found)) for (name, _), found in sorted(grouped.items()))


def _carried(ids: frozenset[int] | None) -> QuerySet[CaseSummary]:
    """Who is open with somebody, and who was seen and is with nobody any more."""
    begun = Q(pwp__isnull=False) | Q(first_attended_on__isnull=False)
    carried = CaseSummary.objects.filter(begun, is_open=True)
    if ids is None:
        return carried
    theirs = Q(pwp__in=sorted(ids))
    if _CARRIED_BY_NOBODY in ids:
        theirs |= Q(pwp__isnull=True)
    return carried.filter(theirs)


def _grouped(ids: frozenset[int] | None) -> QuerySet[CaseSummary, Any]:
    """A row for each caseload in each team, with those who were not looked at in time."""
    looked_at = Coalesce("last_discussed_on", "assessed_on", "allocated_on", "received_on")
    supervised = SupervisionPairing.objects.on(_ON).filter(supervisor__is_active=True)
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
            looked_at=looked_at,
            too_soon=_is(_treated_before_discussed(_ON)),
            left=_is(Q(pwp__is_active=False)),
            supervised=_is(Q(pwp__in=supervised.values("supervisee"))),
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
                filter=Q(looked_at__lt=_FIRST_IN_TIME)
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


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _treated_before_discussed(on: date) -> Q:
    """A trainee saw somebody for treatment, with nobody having looked at the case with them."""
    return Q(
        pwp__grade=Grade.TRAINEE_PWP,
        last_discussed_on__isnull=True,
        first_treatment_on__lt=on,
        last_attended_on__gte=F("allocated_on"),
    )


def _coverage(row: Mapping[str, Any], on: date, policy: Policy) -> Coverage:
    is_carried = row["pwp_id"] is not None
    return Coverage(
        pwp_id=row["pwp_id"] if is_carried else _CARRIED_BY_NOBODY,
        pwp=wording.full_name(row["family"], row["given"]) if is_carried else NOBODY,
        team=row["of"],
        open=row["people"],
        missed=tuple(_missed(one, on, policy) for one in row["late"]),
        gap=_gap(row),
    )


def _gap(row: Mapping[str, Any]) -> str:
    if row["pwp_id"] is None:
        return _NO_CARRIER
    if row["left"]:
        return _LEFT
    return "" if row["supervised"] else _NO_SUPERVISOR


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
