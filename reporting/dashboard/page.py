"""Everything on the lead’s page, in a fixed number of queries, however large the service is."""

from dataclasses import dataclass
from datetime import datetime

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from reporting import counting, named_periods
from reporting.asked import Asked
from reporting.dashboard import balance, coverage, fairness, recovery, today, waits
from reporting.dashboard.balance import Balance
from reporting.dashboard.coverage import Covered
from reporting.dashboard.fairness import Fairness
from reporting.dashboard.needs import Need, Reader, needs
from reporting.dashboard.recovery import Recovery
from reporting.dashboard.standing_now import Line, lines
from reporting.dashboard.tiles import Counted, Tile, tiles
from reporting.dashboard.waits import Waits
from reporting.figures import Figure
from reporting.metrics.measure import Measure
from reporting.metrics.registry import TILES
from reporting.scope import Scope
from reporting.standards import Standards
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Page:
    """The page, in the order in which it is read."""

    title: str
    place: str
    counted: str
    needs: tuple[Need, ...]
    tiles: tuple[Tile, ...]
    year: str
    waits: Waits
    recovery: Recovery
    balance: Balance
    fairness: Fairness
    coverage: Covered
    today: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who asks, for what, and when."""

    asked: Asked
    scope: Scope
    standing: Standing
    fair: Measure
    exact: bool
    now: datetime
    policy: Policy


def read(wanted: Wanted) -> Page:
    """The whole page."""
    asked, exact = wanted.asked, wanted.exact
    on = local_date(wanted.now)
    counted = _counted(asked)
    drawn = tiles(asked, counted, standards=Standards(), exact=exact)
    stands = today.read(asked.chosen, now=wanted.now, policy=wanted.policy)
    loads = balance.read(asked.chosen, on=on, policy=wanted.policy, exact=exact)
    covered = coverage.read(asked, wanted.scope, on=on, policy=wanted.policy, exact=exact)
    reader = Reader(wanted.standing, exact, today=asked.query_on(on))
    return Page(
        title=asked.named.label,
        place=", ".join(filter(None, (asked.place, asked.narrowed))),
        counted=complete_to(wanted.now),
        needs=needs(tiles=drawn, today=stands, balance=loads, covered=covered, reader=reader),
        tiles=drawn,
        year=named_periods.year_name(asked.named.period.end),
        waits=waits.read(asked, stands, exact=exact),
        recovery=recovery.recovery(counted.now, exact=exact),
        balance=loads,
        fairness=fairness.read(wanted.fair, asked, exact=exact),
        coverage=covered,
        today=lines(stands, reader),
    )


def complete_to(now: datetime) -> str:
    """`counted 9 June at 06:10`: how fresh the figures are; says where they were never counted."""
    at = counting.counted_at()
    if at is None:
        return "not counted yet"
    return f"counted {wording.sentence_time(at, local_date(now))}"


def _counted(asked: Asked) -> Counted:
    wanted = tuple(dict.fromkeys((*TILES, *recovery.SLUGS)))
    months = named_periods.twelve_months(asked.named.period.end)
    beside: dict[str, Figure] = {}
    if asked.beside is not None:
        other = asked.beside
        beside = counting.read(TILES, period=other.named.period, chosen=other.chosen)
    return Counted(
        now=counting.read(wanted, period=asked.named.period, chosen=asked.chosen),
        beside=beside,
        months=counting.series(TILES, months=months, chosen=asked.chosen),
    )
