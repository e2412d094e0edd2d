"""Was everybody open looked at in supervision in time? Of the teams asked about, in numbers."""

from dataclasses import dataclass
from datetime import date

from clinical.policy import Policy
from reporting.asked import Asked
from reporting.scope import Scope
from supervision.overview import counted

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Covered:
    """`412 of 430`, and by team."""

    open: int
    within: int
    days: int
    teams: tuple[tuple[str, str], ...]

    @property
    def beyond(self) -> int:
        """How many were not looked at in time."""
        return self.open - self.within

    @property
    def words(self) -> str:
        """`412 of 430 (95.8%)`."""
        share = f" ({_WHOLE * self.within / self.open:.1f}%)" if self.open else ""
        return f"{self.within:,} of {self.open:,}{share}"


def read(asked: Asked, scope: Scope, *, on: date, policy: Policy) -> Covered:
    """One query, whatever the size."""
    wanted = asked.chosen.team_ids
    names = {name for pk, name in scope.teams if wanted is None or pk in wanted}
    teams = [one for one in counted.read(on=on, policy=policy).teams if one.name in names]
    return Covered(
        open=sum(one.open for one in teams),
        within=sum(one.within for one in teams),
        days=policy.review_every_days,
        teams=tuple((one.name, one.words) for one in teams),
    )
