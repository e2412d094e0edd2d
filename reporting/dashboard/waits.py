"""How long people waited from referral to first treatment, by week; and who waits still."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.safestring import SafeString

from clinical import wording
from reporting.asked import Asked
from reporting.charts.funnel import Stage, funnel
from reporting.charts.weeks import WEEKS, histogram
from reporting.dashboard import words
from reporting.dashboard.today import Today
from reporting.figures import Chosen
from reporting.leaving import Leaving
from reporting.metrics.measure import Placed
from reporting.metrics.registry import MEASURES
from reporting.period import Period
from reporting.statements import PERIODS, ROWS, narrowed, parameters

SIX_WEEKS = 6
_DAYS = 7
_BANDS = {
    "entering-after-up-to-28-days": "Up to 28 days",
    "entering-after-29-to-56-days": "29 to 56 days",
    "entering-after-57-to-90-days": "57 to 90 days",
    "entering-after-over-90-days": "Over 90 days",
}
_IN_TIME, _HALF = "entering-within-6-weeks", "entering-median-wait"
_LEAVING = (*_BANDS, _IN_TIME, _HALF)
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


def read(asked: Asked) -> Waits:
    """Of whoever started treatment in the period. One query."""
    counts = _counts(asked.named.period, asked.chosen)
    late = sum(counts[SIX_WEEKS:])
    rows = tuple(Week(_name(week), f"{count:,}") for week, count in enumerate(counts, start=1))
    said = ", ".join(f"{row.name} {row.people}" for row in rows)
    return Waits(
        chart=histogram(
            counts, title=f"Weeks from referral to first treatment, people who started: {said}."
        ),
        weeks=rows,
        half=_half(counts),
        late=_late(late),
    )


def read_leaving(asked: Asked, leaving: Leaving) -> Waits:
    """The same as it may leave: by the four times that files tell."""
    period, chosen = asked.named.period, asked.chosen
    found = {slug: leaving.of(MEASURES[slug], period, chosen) for slug in _LEAVING}
    bands = [found[slug] for slug in _BANDS]
    most = max((one.numerator or 0 for one in bands), default=0) or 1
    stages = tuple(
        Stage(name, (one.numerator or 0) / most, one.shown.value, "")
        for name, one in zip(_BANDS.values(), bands, strict=True)
    )
    said = ", ".join(f"{one.name.lower()} {one.count}" for one in stages)
    missing = found[_IN_TIME].missing
    late = "" if missing is None else f"{words.about(missing)} people started after 6 weeks"
    half = found[_HALF].shown
    return Waits(
        chart=funnel(stages, title=f"Days from referral to first treatment: {said}."),
        weeks=tuple(Week(one.name.lower(), one.count) for one in stages),
        half=f"Half started within {half.value}." if half.figure else "",
        late=f"{late[:1].upper()}{late[1:]}",
    )


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


def still_waiting(today: Today) -> str:
    """`Still waiting now: 187 people, the longest 14 weeks.`"""
    if not today.waiting:
        return "Nobody is waiting for a first session now."
    longest = wording.count(today.longest_days // _DAYS, "week")
    return f"Still waiting now: {_people_of(today.waiting)}, the longest {longest}."


def _late(count: int) -> str:
    """`49 people started after 6 weeks`; empty where nobody did."""
    return f"{_people_of(count)} started after 6 weeks" if count else ""


def _people_of(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"
