"""Was everybody open looked at in supervision in time? Of the teams asked about, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinical.policy import Policy
from reporting.asked import Asked
from reporting.dashboard import words
from reporting.figures import one_decimal, per_cent
from reporting.scope import Scope
from reporting.suppression import Sum, publish
from supervision.overview import counted
from supervision.overview.counted import Tally


@dataclass(frozen=True, slots=True)
class Covered:
    """How many were looked at of how many, in words (`412 of 430 (95.8%)`), and by team."""

    open: int
    within: int
    days: int
    words: str
    teams: tuple[tuple[str, str], ...]

    @property
    def beyond(self) -> int:
        """How many were not looked at in time."""
        return self.open - self.within


def read(asked: Asked, scope: Scope, *, on: date, policy: Policy, exact: bool) -> Covered:
    """One query, whatever the size."""
    wanted = asked.chosen.team_ids
    names = {name for pk, name in scope.teams if wanted is None or pk in wanted}
    teams = [one for one in counted.read(on=on, policy=policy).teams if one.name in names]
    whole = Tally("", 0, sum(one.open for one in teams), sum(one.within for one in teams))
    said, *of_teams = (_exactly if exact else _that_leave)([whole, *teams])
    return Covered(
        open=whole.open,
        within=whole.within,
        days=policy.review_every_days,
        words=said if whole.open else words.NOBODY,
        teams=tuple(zip((one.name for one in teams), of_teams, strict=True)),
    )


def _exactly(tallies: Sequence[Tally]) -> list[str]:
    whole, *teams = tallies
    share = f" ({one_decimal(per_cent(whole.within, whole.open))}%)" if whole.open else ""
    return [f"{whole.within:,} of {whole.open:,}{share}", *(one.words for one in teams)]


def _that_leave(tallies: Sequence[Tally]) -> list[str]:
    """Together, so that neither a team nor the few who are missing can be worked out."""
    kinds = ("open", "within", "beyond")
    cells = {(kind, at): getattr(one, kind) for at, one in enumerate(tallies) for kind in kinds}
    places = range(len(tallies))
    sums = [Sum(("open", at), (("within", at), ("beyond", at))) for at in places]
    if len(tallies) > 1:
        sums += [Sum((kind, 0), tuple((kind, at) for at in places[1:])) for kind in kinds]
    found = publish(cells, sums=sums).counts
    return [_about(found["within", at], found["open", at]) for at in places]


def _about(within: int | None, of: int | None) -> str:
    return words.TOO_FEW if within is None or of is None else f"about {within:,} of about {of:,}"
