"""Coverage of the whole service in numbers alone: how many are within, not who is not.

By the rule of `coverage`, in such a way that the database counts in an index and reads no row of
anybody: the names of those who are not within are read by caseload.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Count, QuerySet, Value

from caseload.models import CaseSummary
from clinical.policy import Policy
from referrals.planned import Planned
from supervision.overview import coverage
from supervision.overview.coverage import FIRST_IN_TIME, ON, TOO_LATE, TOO_SOON

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
    with connection.cursor() as cursor:
        cursor.execute(*_statement().about(coverage.days(on=on, policy=policy)))
        for pwp_id, name, gap, team, count, beyond in cursor:
            within = 0 if gap else count - beyond
            _add(people, (name, pwp_id, gap), count, within)
            _add(teams, team, count, within)
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


# Names are joined to what was counted, not to what is counted: the ORM has no words for that.
_NAMED = """
SELECT coalesce(pwp_id, %s), coalesce(s.given_name || ' ' || s.family_name, %s),
    CASE WHEN pwp_id IS NULL THEN %s WHEN NOT s.is_active THEN %s
         WHEN pwp_id IN ({supervised}) THEN '' ELSE %s END,
    t.name, people, beyond
FROM ({counted}) counted
JOIN staff_team t ON t.id = team_id
LEFT JOIN staff_staffmember s ON s.id = pwp_id
"""


@lru_cache(maxsize=1)
def _statement() -> Planned:
    supervised, of_supervised = (
        coverage.supervised().values("supervisee_id").query.sql_with_params()
    )
    counted, of_counted = _counted().query.sql_with_params()
    return Planned(
        _NAMED.format(supervised=supervised, counted=counted),
        (
            *(coverage.CARRIED_BY_NOBODY, coverage.NOBODY, coverage.NO_CARRIER, coverage.LEFT),
            *of_supervised,
            coverage.NO_SUPERVISOR,
            *of_counted,
        ),
        stand_ins=(ON, FIRST_IN_TIME),
    )


def _counted() -> QuerySet[CaseSummary, Any]:
    """How many there are and how many are too late; and once more, of trainees' cases in time, how
    many were treated too soon, which stands in no index.
    """
    each = coverage.to_look_at().values("pwp_id", "team_id").order_by()
    everybody = each.annotate(people=Count("team"), beyond=Count("team", filter=TOO_LATE))
    too_soon = each.filter(TOO_SOON, ~TOO_LATE).annotate(people=Value(0), beyond=Count("team"))
    return everybody.union(too_soon, all=True)
