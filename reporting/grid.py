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
    narrowed = dict(_narrowed(chosen))
    grain = grain_of(period)
    if grain is None:
        raise Refused(
            "With small counts hidden, figures are told of a calendar month, a financial quarter "
            "(April to June is the first) or a financial year: choose one of those.",
            field="period",
        )
    if period.end >= on:
        raise Refused(
            "With small counts hidden, figures are told of times that are over: choose an earlier "
            "one.",
            field="period",
        )
    if len(narrowed) + bool(by) > 1:
        raise Refused(
            "With small counts hidden, figures are told of one way to group at a time: leave out "
            "either the filter or the breakdown.",
            field="by",
        )
    if (narrowed or by) and grain is Grain.MONTH:
        raise Refused(
            "With small counts hidden, a group is told of a financial quarter or year: choose one, "
            "or the month of the whole service.",
            field="period",
        )
    if by:
        return Place(period, by)
    if narrowed:
        [(dimension, group)] = narrowed.items()
        return Place(period, dimension, group)
    return Place(period)


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
    """The times of the next finer grain."""
    grain = grain_of(period)
    if grain is Grain.YEAR:
        return tuple(_quarters(period))
    return period.by_month if grain is Grain.QUARTER else ()


def within(period: Period) -> Iterator[Period]:
    """Every finer time of the grid in it."""
    for part in parts_of(period):
        yield part
        yield from within(part)


def _quarters(year: Period) -> Iterable[Period]:
    start = year.start
    while start < year.end:
        end = start
        for _ in range(_MONTHS_OF_A_QUARTER):
            end = month_of(end).end + timedelta(days=1)
        yield Period(start, end - timedelta(days=1))
        start = end


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
