"""How long people waited from referral to first treatment, by week; and who waits still."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.safestring import SafeString

from clinical import wording
from reporting.asked import Asked
from reporting.charts.weeks import WEEKS, histogram
from reporting.dashboard import words
from reporting.dashboard.today import Today
from reporting.figures import Chosen
from reporting.metrics.measure import Placed
from reporting.period import Period
from reporting.statements import PERIODS, ROWS, narrowed, parameters
from reporting.suppression import Sum, publish

SIX_WEEKS = 6
_DAYS = 7
_ALL, _LATE = "all", "late"
# Day 42 is the last of week 6; a date before the referral stands in the first.
_BY_WEEK = (
    "SELECT greatest(1, least({weeks}, ceil((p.therapy_first_on - p.received_on) / 7.0)))::int, "
    "count(*) FROM {periods} {rows} WHERE true{narrowed} GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class Week:
    """One bar as a row of the table."""

    name: str
    people: str


@dataclass(frozen=True, slots=True)
class Waits:
    """The chart, the same as a table, and what is said of it."""

    chart: SafeString
    weeks: tuple[Week, ...]
    half: str
    late: str


def read(asked: Asked, *, exact: bool) -> Waits:
    """Of whoever started treatment in the period. One query."""
    counts = _counts(asked.named.period, asked.chosen)
    late = sum(counts[SIX_WEEKS:])
    held_back, is_late_told = (counts, True) if exact else _that_leave(counts)
    rows = tuple(
        Week(_name(week), _people(count, true=true))
        for week, (count, true) in enumerate(zip(held_back, counts, strict=True), start=1)
    )
    said = ", ".join(f"{row.name} {row.people}" for row in rows)
    chart = SafeString("")
    # Of nobody there is no picture, and that nobody started is no secret.
    if any(counts):
        title = f"Weeks from referral to first treatment, people who started: {said}."
        chart = histogram(held_back, title=title)
    return Waits(
        chart=chart,
        weeks=rows,
        half=_half(counts),
        late=_late(late, exact=exact) if is_late_told else "",
    )


def _people(count: int | None, *, true: int) -> str:
    if count is not None:
        return f"{count:,}"
    return words.FEW if words.is_few(true) else "not shown"


def _that_leave(counts: Sequence[int]) -> tuple[list[int | None], bool]:
    """Nobody in a week is no secret; a few are, and the rest is rounded: together with all who
    started and all who did late, which stand beside them. Says too whether the late may be told.
    """
    cells: dict[Hashable, int] = {week: count for week, count in enumerate(counts) if count}
    late = tuple(week for week in range(SIX_WEEKS, WEEKS) if week in cells)
    sums = [Sum(_ALL, tuple(cells))]
    cells[_ALL] = sum(counts)
    if late:
        sums.append(Sum(_LATE, late))
        cells[_LATE] = sum(counts[SIX_WEEKS:])
    found = publish(cells, sums=sums).counts
    is_late_told = found.get(_LATE) is not None or words.is_few(cells.get(_LATE, 0))
    return [found.get(week, 0) for week in range(WEEKS)], is_late_told


def _counts(period: Period, chosen: Chosen) -> list[int]:
    sql = _BY_WEEK.format(
        weeks=WEEKS,
        periods=PERIODS,
        rows=ROWS[Placed.FIRST_SESSION],
        narrowed=narrowed(chosen),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters((period,), chosen))
        found = dict(cursor.fetchall())
    return [found.get(week, 0) for week in range(1, WEEKS + 1)]


def _name(week: int) -> str:
    return f"week {week}" if week < WEEKS else f"week {week} and later"


def _half(counts: Sequence[int]) -> str:
    """`Half started within 4 weeks.`"""
    total, so_far = sum(counts), 0
    if total < words.FEWEST_FOR_A_RATE:
        return "Too few started to say how long half waited." if total else "Nobody started."
    for week, count in enumerate(counts, start=1):
        so_far += count
        if so_far * 2 >= total:
            return f"Half started within {wording.count(week, 'week')}."
    return ""


def still_waiting(today: Today, *, exact: bool) -> str:
    """`Still waiting now: 187 people, the longest 14 weeks.`"""
    if not today.waiting:
        return "Nobody is waiting for a first session now."
    people = _people_of(today.waiting, exact=exact)
    longest = wording.count(today.longest_days // _DAYS, "week")
    return f"Still waiting now: {people}, the longest {longest}."


def _late(count: int, *, exact: bool) -> str:
    """`49 people started after 6 weeks`; empty where nobody did."""
    if not count:
        return ""
    said = _people_of(count, exact=exact)
    return f"{said[:1].upper()}{said[1:]} started after 6 weeks"


def _people_of(count: int, *, exact: bool) -> str:
    return f"{words.number(count, exact=exact)} {'person' if exact and count == 1 else 'people'}"
