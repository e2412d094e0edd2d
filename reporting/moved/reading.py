"""Counts four weeks and the four before, of each measure, by each group: one query a dimension."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from clinical.working_days import monday_of
from reporting import cells, one_practitioner
from reporting.cells import Cell, Cells
from reporting.dimensions import Dimension, dimension_called
from reporting.figures import Chosen
from reporting.metrics.measure import Kind, Measure, Tally
from reporting.metrics.registry import TILES, measures_called
from reporting.moved.shift import Counted
from reporting.period import Period

WEEKS = 4
# By which groups a move is explained; the groups of each are everybody, once.
_BY = ("team", "problem", "deprivation", "ethnicity", "age")


@dataclass(frozen=True, slots=True)
class Moved:
    """One measure in both times. `groups` are by dimension, each now and before, by label."""

    measure: Measure
    now: Counted
    before: Counted
    missing: int
    groups: Mapping[str, tuple[Mapping[str, Counted], Mapping[str, Counted]]]


def weeks_to(monday: date) -> tuple[Period, Period]:
    """The four weeks that end on the Sunday before this Monday, and the four before them."""
    between = monday - timedelta(weeks=WEEKS)
    return (
        Period(between, monday - timedelta(days=1)),
        Period(between - timedelta(weeks=WEEKS), between - timedelta(days=1)),
    )


def latest_monday(on: date) -> date:
    """The one of this week."""
    return monday_of(on)


def read(*, monday: date, chosen: Chosen) -> tuple[Moved, ...]:
    """The measures of the lead's page, in its order; no outcome of one practitioner's team. Seven
    queries.
    """
    measures = measures_called(TILES)
    asked = (*measures, *(_missing(one) for one in measures if one.missing))
    periods = weeks_to(monday)
    found = {
        slug: cells.live(asked, periods=periods, chosen=chosen, dimension=dimension_called(slug))
        for slug in _BY
    }
    alone = one_practitioner.alone(chosen, periods)
    told = (one for one in measures if not (alone and one_practitioner.is_outcome(one)))
    teams = any(one_practitioner.teams(one) for one in periods)
    return tuple(_moved(one, found, periods, has_team_of_one=teams) for one in told)


def _missing(measure: Measure) -> Measure:
    """How many of those counted in it cannot be told of."""
    counted_in = measure.denominator or measure.numerator
    return replace(
        measure,
        numerator=Tally(f"({counted_in.where}) AND ({measure.missing})"),
        denominator=None,
        kind=Kind.COUNT,
    )


def _moved(
    measure: Measure,
    found: Mapping[str, Cells],
    periods: Sequence[Period],
    *,
    has_team_of_one: bool,
) -> Moved:
    now, before = (
        {slug: _by_label(measure, counted, slug, period) for slug, counted in found.items()}
        for period in periods
    )
    return Moved(
        measure=measure,
        now=_whole(now[_BY[0]]),
        before=_whole(before[_BY[0]]),
        missing=_how_many_missing(measure, found[_BY[0]], periods[0]),
        groups={
            slug: (now[slug], before[slug])
            for slug in _BY
            if not (slug == "team" and has_team_of_one and one_practitioner.is_outcome(measure))
        },
    )


def _by_label(measure: Measure, counted: Cells, slug: str, period: Period) -> Mapping[str, Counted]:
    """Those not known among them, so that nobody is left out of the sum."""
    by: Dimension = dimension_called(slug)
    return {
        by.label_of(group, cell.label): _counted(measure, cell)
        for (start, group), cell in counted.items()
        if start == period.start
    }


def _counted(measure: Measure, cell: Cell) -> Counted:
    tally = cell.tallies.get
    return Counted(
        numerator=tally((measure.placed, measure.numerator), 0),
        denominator=tally((measure.placed, measure.denominator), 0) if measure.denominator else 0,
    )


def _whole(groups: Mapping[str, Counted]) -> Counted:
    return Counted(
        sum(one.numerator for one in groups.values()),
        sum(one.denominator for one in groups.values()),
    )


def _how_many_missing(measure: Measure, counted: Cells, period: Period) -> int:
    if not measure.missing:
        return 0
    tally = _missing(measure).numerator
    return sum(
        cell.tallies.get((measure.placed, tally), 0)
        for (start, _), cell in counted.items()
        if start == period.start
    )
