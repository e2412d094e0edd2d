"""Was everybody open looked at within the interval? A number for each PWP, and who was not.

The day by which somebody must be looked at is `clinical.agenda.look_by`, asked here of the
database: one query for everybody, so that a number and its names never disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Count, DateField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, JSONObject

from caseload.models import CaseSummary
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import days_between

# Of each PWP, on the page about everybody; the others stand on the page about them.
NAMED = 10


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
    """How many of the people somebody carries, in one team, were looked at in time, and who not."""

    pwp_id: int
    pwp: str
    team: str
    open: int
    missed: tuple[Missed, ...]

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
    carried = CaseSummary.objects.filter(is_open=True, pwp__isnull=False)
    if of is not None:
        carried = carried.filter(pwp__in=sorted(set(of)))
    return tuple(_coverage(row, on, policy) for row in _grouped(carried, on=on, policy=policy))


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


def _grouped(
    carried: QuerySet[CaseSummary], *, on: date, policy: Policy
) -> QuerySet[CaseSummary, Any]:
    """Day 28, by default, is the last that counts as within the interval."""
    first_in_time = on - timedelta(days=policy.review_every_days)
    looked_at = Coalesce("last_discussed_on", "assessed_on", "allocated_on", "received_on")
    person = JSONObject(
        patient_id="patient_id",
        reference="reference",
        given="patient__given_name",
        family="patient__family_name",
        looked_at=Cast("looked_at", DateField()),
        discussed="last_discussed_on",
    )
    return (
        carried.annotate(looked_at=looked_at)
        .values(
            "pwp_id", given=F("pwp__given_name"), family=F("pwp__family_name"), of=F("team__name")
        )
        .annotate(
            people=Count("pk"),
            late=JSONBAgg(person, filter=Q(looked_at__lt=first_in_time), default=[]),
        )
        .order_by("given", "family", "pwp_id", "of")
    )


def _coverage(row: Mapping[str, Any], on: date, policy: Policy) -> Coverage:
    return Coverage(
        pwp_id=row["pwp_id"],
        pwp=wording.full_name(row["family"], row["given"]),
        team=row["of"],
        open=row["people"],
        missed=tuple(_missed(one, on, policy) for one in row["late"]),
    )


def _missed(one: Mapping[str, Any], on: date, policy: Policy) -> Missed:
    looked_at = date.fromisoformat(one["looked_at"])
    since = days_between(looked_at, on)
    said = "Discussed" if one["discussed"] else "Not discussed yet; assessed or allocated"
    return Missed(
        patient_id=one["patient_id"],
        reference=one["reference"],
        listed_name=wording.listed_name(one["family"], one["given"]),
        full_name=wording.full_name(one["family"], one["given"]),
        days_late=since - policy.review_every_days,
        words=f"{said} {wording.count(since, 'day')} ago.",
    )
