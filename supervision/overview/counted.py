"""Coverage of the whole service in numbers alone: how many are within, not who is not.

From the query that names them as well, asked for no names: so the database counts in an index and
reads no row of anybody.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from clinical.policy import Policy
from supervision.overview import looked_at

_Key = TypeVar("_Key")
# How many there are, and how many of them are within.
_NONE = (0, 0)


class Tally(NamedTuple):
    """How many of the people of a caseload, a team or the provider were looked at in time. `gap`
    says why nobody looks at them at all: then none is within.
    """

    name: str
    pwp_id: int
    open: int
    within: int
    gap: str = ""

    @property
    def beyond(self) -> int:
        """How many were not."""
        return self.open - self.within

    @property
    def words(self) -> str:
        """`61 of 64`."""
        return f"{self.within} of {self.open}"


class Tallies(NamedTuple):
    """The provider, its teams, and every caseload, by name."""

    provider: Tally
    teams: tuple[Tally, ...]
    people: tuple[Tally, ...]


def read(*, on: date, policy: Policy) -> Tallies:
    """As it stands on this day. One query, whatever the size."""
    people: dict[tuple[str, int, str], tuple[int, int]] = {}
    teams: dict[str, tuple[int, int]] = {}
    for row in looked_at.rows(on=on, policy=policy):
        _add(people, (row.pwp, row.pwp_id, row.gap), row.people, row.within)
        _add(teams, row.team, row.people, row.within)
    return Tallies(
        Tally("", 0, *_together(teams.values())),
        tuple(Tally(team, 0, *sums) for team, sums in sorted(teams.items())),
        tuple(Tally(name, pk, *sums, gap) for (name, pk, gap), sums in sorted(people.items())),
    )


def _add(sums: dict[_Key, tuple[int, int]], key: _Key, count: int, within: int) -> None:
    count_before, within_before = sums.get(key, _NONE)
    sums[key] = (count_before + count, within_before + within)


def _together(sums: Iterable[tuple[int, int]]) -> tuple[int, int]:
    counted, within = zip(_NONE, *sums, strict=True)
    return sum(counted), sum(within)
