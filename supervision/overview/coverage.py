"""Was everybody open looked at within the interval? Of some caseloads, with the names of who was
not; `counted` says it of the whole service, in numbers alone, from the same query.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import days_between
from supervision.overview import looked_at
from supervision.overview.looked_at import Counted


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
        return _latest_first(one for part in self.parts for one in part.missed)

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
    by_caseload: dict[tuple[str, int, str], list[Counted]] = {}
    for row in looked_at.rows(on=on, policy=policy, of=ids, named=True):
        by_caseload.setdefault((row.pwp, row.pwp_id, row.team), []).append(row)
    return tuple(_coverage(by_caseload[key], on, policy) for key in sorted(by_caseload))


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


def _latest_first(missed: Iterable[Missed]) -> tuple[Missed, ...]:
    return tuple(sorted(missed, key=lambda one: (-one.days_late, one.listed_name, one.reference)))


def _coverage(rows: Sequence[Counted], on: date, policy: Policy) -> Coverage:
    """Of a caseload in one team: who is too late, and of a trainee who was treated too soon."""
    one = rows[0]
    late = [person for row in rows for person in json.loads(row.late)]
    return Coverage(
        pwp_id=one.pwp_id,
        pwp=one.pwp,
        team=one.team,
        open=sum(row.people for row in rows),
        within=sum(row.within for row in rows),
        missed=_latest_first(_missed(person, on, policy) for person in late),
        gap=one.gap,
    )


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
