"""The lead's page: how many of whose people were looked at in time, and of one caseload who not."""

from dataclasses import dataclass
from datetime import date

from clinical.policy import Policy
from supervision.overview import counted, coverage
from supervision.overview.counted import Tally
from supervision.overview.coverage import Missed, Sum, by_pwp, by_team
from supervision.overview.paging import page


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The provider, its teams, and each PWP; or one PWP, and who is not within. `of` is whose page
    it is, and `more` what the next page begins after; empty on the last.
    """

    provider: Tally | Sum
    teams: tuple[Tally | Sum, ...]
    without: tuple[Tally | Sum, ...]
    people: tuple[Tally | Sum, ...]
    missed: tuple[Missed, ...]
    of: str
    more: str

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for one in self.missed)


def read(*, on: date, policy: Policy, of: str = "", after: str = "") -> CoveragePage:
    """Coverage of the whole service, or of one person by their id. One query."""
    if of.isascii() and of.isdigit():
        return _of_one(int(of[:9]), on=on, policy=policy, after=after)
    tallies = counted.read(on=on, policy=policy)
    people, more = page(tallies.people, lambda one: str(one.pwp_id), after=after)
    return CoveragePage(
        provider=tallies.provider,
        teams=tallies.teams,
        without=tuple(one for one in tallies.people if one.gap),
        people=people,
        missed=(),
        of="",
        more=more,
    )


def _of_one(pwp_id: int, *, on: date, policy: Policy, after: str) -> CoveragePage:
    parts = coverage.read(on=on, policy=policy, of=[pwp_id])
    provider, people = Sum("", parts), by_pwp(parts)
    missed, more = page(provider.missed, lambda one: one.reference, after=after)
    return CoveragePage(
        provider=provider,
        teams=by_team(parts),
        without=tuple(one for one in people if one.gap),
        people=people,
        missed=missed,
        of=str(pwp_id),
        more=more,
    )
