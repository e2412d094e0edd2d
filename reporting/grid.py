"""Of which times and whom suppressed counts are told at all: one fixed grid, so that no two files
that overlap in another way let a reader work out what both of them hide.

Everybody: by calendar month, financial quarter and financial year. The groups of one dimension (a
team is one): by quarter and year. Only times that are over: day by day a hidden count would be told
by when it stops being one. `reporting.grid_counts` judges each place of the grid once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import Enum

from clinical.errors import Refused
from reporting.figures import Chosen
from reporting.period import Period, financial_year, month_of

_MONTHS_OF_A_QUARTER = 3
_QUARTERS_BEGIN = (4, 7, 10, 1)
EVERYBODY = ""


class Grain(Enum):
    """How long a time of the grid is."""

    MONTH = "a calendar month"
    QUARTER = "a financial quarter"
    YEAR = "a financial year"


@dataclass(frozen=True, slots=True)
class Place:
    """One time, and everybody in it or the groups of one dimension. `group` is the one group that
    was asked for; None is all of them.
    """

    period: Period
    dimension: str = ""
    group: str | None = None


def place_of(period: Period, chosen: Chosen, *, by: str, on: date) -> Place:
    """Where in the grid that is which was asked for. Raises Refused, with what to ask instead."""
    place = place_anywhere(period, chosen, by=by)
    if words := off_grid(place, on=on):
        raise Refused(words, field="period")
    return place


def why_none(period: Period, chosen: Chosen, *, by: str, on: date) -> str:
    """What to ask instead, where files tell nothing of it; empty where they do."""
    try:
        place_of(period, chosen, by=by, on=on)
    except Refused as refusal:
        return str(refusal)
    return ""


def place_anywhere(period: Period, chosen: Chosen, *, by: str) -> Place:
    """The same of any time, whether files are told of it or not. Raises Refused for two ways to
    group at a time.
    """
    narrowed = dict(_narrowed(chosen))
    if len(narrowed) + bool(by) > 1:
        raise Refused(
            "With small counts hidden, figures are told of one way to group at a time: leave out "
            "either the filter or the breakdown.",
            field="by",
        )
    if by:
        return Place(period, by)
    if narrowed:
        [(dimension, group)] = narrowed.items()
        return Place(period, dimension, group)
    return Place(period)


def off_grid(place: Place, *, on: date) -> str:
    """Why files are not told of that place, with what to ask instead; empty where they are."""
    grain = grain_of(place.period)
    if grain is None:
        return (
            "With small counts hidden, figures are told of a calendar month, a financial quarter "
            "(April to June is the first) or a financial year: choose one of those."
        )
    if place.period.end >= on:
        return (
            "With small counts hidden, figures are told of times that are over: choose an earlier "
            "one."
        )
    if place.dimension and grain is Grain.MONTH:
        return (
            "With small counts hidden, a group is told of a financial quarter or year: choose one, "
            "or the month of the whole service."
        )
    return ""


def grain_of(period: Period) -> Grain | None:
    """Which time of the grid a period is; None where it is none."""
    if not period.is_whole_months:
        return None
    if len(period.months) == 1:
        return Grain.MONTH
    if len(period.months) == _MONTHS_OF_A_QUARTER and period.start.month in _QUARTERS_BEGIN:
        return Grain.QUARTER
    return Grain.YEAR if period == financial_year(period.start) else None


def parts_of(period: Period) -> tuple[Period, ...]:
    """The times of the next finer grain; of a time that is none of the grid, the longest that it is
    made of, or its months.
    """
    grain = grain_of(period)
    if grain is Grain.YEAR:
        return tuple(_quarters(period))
    if grain is Grain.QUARTER:
        return period.by_month
    if len(period.months) == 1:
        return ()
    return tuple(_longest(period)) if period.is_whole_months else period.by_month


def within(period: Period) -> Iterator[Period]:
    """Every finer time of the grid in it."""
    for part in parts_of(period):
        yield part
        yield from within(part)


def _quarters(year: Period) -> Iterable[Period]:
    start = year.start
    while start < year.end:
        yield _quarter_from(start)
        start = _after(_quarter_from(start))


def _longest(period: Period) -> Iterable[Period]:
    """Times of the grid, one after the other, each as long as the period has room for."""
    start = period.start
    while start < period.end:
        times = (financial_year(start), _quarter_from(start), month_of(start))
        fitting = (one for one in times if one.start == start and one.end <= period.end)
        found = next(one for one in fitting if grain_of(one))
        yield found
        start = _after(found)


def _quarter_from(start: date) -> Period:
    """Three months from a first of a month on."""
    end = start
    for _ in range(_MONTHS_OF_A_QUARTER):
        end = _after(month_of(end))
    return Period(start, end - timedelta(days=1))


def _after(period: Period) -> date:
    return period.end + timedelta(days=1)


def _narrowed(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """By which dimension to which group; of several teams none is a group of its own."""
    for one in fields(chosen):
        value = getattr(chosen, one.name)
        if one.name != "team_ids":
            yield from [(one.name, value)] if value else ()
        elif value is not None:
            yield from (("team", str(pk)) for pk in sorted(value)[:1])
            if len(value) != 1:
                raise Refused("With small counts hidden, choose one team, or the whole service.")
