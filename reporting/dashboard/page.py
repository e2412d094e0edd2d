"""Everything on the lead’s page, in a fixed number of queries, however large the service is."""

from dataclasses import dataclass
from datetime import datetime

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from reporting import remembered
from reporting.dashboard import drawn, today, waits
from reporting.dashboard.drawn import Figures, Teams
from reporting.dashboard.needs import Need, needs
from reporting.dashboard.standing_now import Line, lines
from reporting.dashboard.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Page:
    """The page, in the order in which it is read. Obligations and who waits are of this minute."""

    title: str
    place: str
    counted: str
    needs: tuple[Need, ...]
    figures: Figures
    waiting: str
    teams: Teams
    today: tuple[Line, ...]


def read(wanted: Wanted, *, policy: Policy) -> Page:
    """The whole page."""
    asked = wanted.asked
    counted = remembered.counted(asked, now=wanted.now)
    ahead = drawn.Ahead(wanted, policy=policy, sums=counted.sums)
    figures = drawn.figures(wanted, key=counted.key, ahead=ahead)
    teams = drawn.teams(wanted, key=counted.key, policy=policy, ahead=ahead)
    stands = today.read(asked.chosen, now=wanted.now, policy=policy, silent=teams.silent)
    return Page(
        title=asked.named.label,
        place=", ".join(filter(None, (asked.place, asked.narrowed))),
        counted=complete_to(counted.at, now=wanted.now),
        needs=needs(missed=figures.missed, today=stands, teams=teams.needs, reader=wanted.reader),
        figures=figures,
        waiting=waits.still_waiting(stands, exact=wanted.exact),
        teams=teams,
        today=lines(stands, wanted.reader),
    )


def complete_to(at: datetime | None, *, now: datetime) -> str:
    """`counted 9 June at 06:10`: how fresh the figures are; says where courses never were,
    while what stands on appointments and referrals is of this minute.
    """
    if at is None:
        return "courses of treatment not counted yet"
    return f"counted {wording.sentence_time(at, local_date(now))}"
