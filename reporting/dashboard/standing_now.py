"""What stands open today, as a list: each with its number and the page that names the people."""

from dataclasses import dataclass

from reporting.dashboard import words
from reporting.dashboard.needs import (
    PAST_SIX_WEEKS,
    SILENT_61,
    SILENT_91,
    SILENT_121,
    SIX_WEEKS_SOON,
    Reader,
)
from reporting.dashboard.today import SOON_DAYS, Today
from staff.roles import Permission


@dataclass(frozen=True, slots=True)
class Line:
    """One number. `path` is empty where its page does not open to the reader."""

    name: str
    count: str
    path: str


def lines(today: Today, reader: Reader) -> tuple[Line, ...]:
    """Risk first."""
    duty = reader.path(Permission.SEE_DUTY, "duty")
    steps = reader.path(Permission.SEE_TEAM_CASELOADS, "overdue_steps")
    found = (
        (f"Risk actions overdue{reader.beyond}", today.risk_overdue, duty),
        (
            f"6-week day within {SOON_DAYS} days, no session",
            today.six_weeks_soon,
            reader.early(SIX_WEEKS_SOON),
        ),
        (
            f"18-week day within {SOON_DAYS} days, no session",
            today.eighteen_weeks_soon,
            reader.early(PAST_SIX_WEEKS),
        ),
        ("Without a next step", today.without_step, steps),
        (f"Next step overdue{reader.beyond}", today.steps_overdue, steps),
        ("Open, no session for 61 to 90 days", today.silent.for_61, reader.behind(SILENT_61)),
        ("Open, no session for 91 to 120 days", today.silent.for_91, reader.behind(SILENT_91)),
        ("Open, no session for over 120 days", today.silent.for_121, reader.behind(SILENT_121)),
    )
    return tuple(Line(name, _count(count, reader), path) for name, count, path in found)


def _count(count: int, reader: Reader) -> str:
    return words.number(count, exact=reader.exact)
