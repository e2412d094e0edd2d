"""Measures as they leave the service: one row for each measure and group, exact or suppressed."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reporting import cells, counting, grid
from reporting.figures import Chosen, Figure, GroupFigure, one_decimal
from reporting.grid import EVERYBODY, Place
from reporting.grid_counts import NOT_KNOWN, Grid, share_of
from reporting.metrics.measure import Kind, Measure, Tally
from reporting.metrics.registry import MEASURES
from reporting.period import Period
from reporting.suppression import FEWEST_FOR_A_RATE, HIDDEN, Published, Share

BY_MONTH = "month"


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one group, in the words of a file. Hidden is `*`, and none is None."""

    measure: Measure
    group: str
    label: str
    period: Period
    numerator: int | str | None
    denominator: int | str | None
    value: Decimal | str | None


def exact(*, period: Period, by: str, chosen: Chosen) -> list[Row]:
    """Every measure of a period; by a dimension or by month with the whole first."""
    return [
        Row(
            MEASURES[slug],
            one.group,
            one.label,
            one.figure.period,
            one.figure.numerator,
            one.figure.denominator,
            None if one.figure.value is None else one_decimal(one.figure.value),
        )
        for slug, groups in _figures(period=period, by=by, chosen=chosen).items()
        for one in groups
    ]


def suppressed(*, period: Period, by: str, chosen: Chosen) -> list[Row]:
    """The same as it may leave. Off the grid a table does not itself tell what it hides, whatever
    one that overlaps may tell. Raises Refused for two ways to group at a time.
    """
    asked = grid.place_anywhere(period, chosen, by=by)
    judged, whole = Grid.of(MEASURES), Place(period)
    places = [Place(asked.period, asked.dimension)] if asked.dimension else [whole]
    if by == BY_MONTH:
        places = [whole, *(Place(month) for month in period.by_month)]
    elif by:
        places = [whole, *places]
    told = {place: judged.told(place) for place in places}
    return [
        _hidden_row(measure, one, share_of(measure, group, place.period), told[place])
        for measure in MEASURES.values()
        for place in places
        for group, one in _rows_of(judged, place, measure, asked=asked)
    ]


def _rows_of(
    judged: Grid, place: Place, measure: Measure, *, asked: Place
) -> Iterable[tuple[str, GroupFigure]]:
    """Those of a place, by the group that is judged; of one group alone, as the whole."""
    found = judged.figures(place)[measure.slug]
    if not place.dimension:
        is_whole = place.period == asked.period
        return [(EVERYBODY, one if is_whole else _month(one.figure)) for one in found]
    if asked.group is None:
        return [(one.group, one) for one in found]
    nobody = Figure(measure.slug, place.period, 0, 0 if measure.denominator else None, None)
    mine = [one.figure for one in found if one.group == asked.group] or [nobody]
    return [(asked.group, GroupFigure(EVERYBODY, "All", mine[0]))]


def _figures(*, period: Period, by: str, chosen: Chosen) -> Mapping[str, list[GroupFigure]]:
    """Counted from rows as they are: a file does not wait for the sums of months."""
    whole = counting.by_period(MEASURES, periods=[period], chosen=chosen, count=cells.live)
    found = {slug: [GroupFigure(EVERYBODY, "All", one)] for slug, (one,) in whole.items()}
    for slug, groups in _groups(period=period, by=by, chosen=chosen).items():
        found[slug] += groups
    return found


def _groups(*, period: Period, by: str, chosen: Chosen) -> Mapping[str, list[GroupFigure]]:
    if not by:
        return {}
    if by != BY_MONTH:
        groups = counting.by_groups(MEASURES, by, period=period, chosen=chosen, count=cells.live)
        return {slug: [_named(one) for one in each] for slug, each in groups.items()}
    months = counting.by_period(MEASURES, periods=period.by_month, chosen=chosen, count=cells.live)
    return {slug: [_month(one) for one in each] for slug, each in months.items()}


def _named(one: GroupFigure) -> GroupFigure:
    """The unknown group is not the whole."""
    return GroupFigure(one.group or NOT_KNOWN, one.label, one.figure)


def _month(figure: Figure) -> GroupFigure:
    return GroupFigure(f"{figure.period.start:%Y-%m}", f"{figure.period.start:%B %Y}", figure)


def _hidden_row(measure: Measure, one: GroupFigure, pair: Share, published: Published) -> Row:
    numerator = _said(published, pair.numerator, measure.numerator)
    denominator = (
        _said(published, pair.denominator, measure.denominator) if measure.denominator else None
    )
    return Row(
        measure,
        one.group,
        one.label,
        one.figure.period,
        numerator,
        denominator,
        _hidden_value(measure, one, published.shares.get(pair), numerator, denominator),
    )


def _hidden_value(
    measure: Measure,
    one: GroupFigure,
    share: int | None,
    numerator: int | str | None,
    denominator: int | str | None,
) -> Decimal | str | None:
    if one.figure.value is None:
        return HIDDEN if measure.denominator else None
    if measure.kind is Kind.RATE:
        return HIDDEN if share is None else Decimal(share)
    if measure.kind is Kind.COUNT:
        return Decimal(numerator) if isinstance(numerator, int) else HIDDEN
    taken_over = one.figure.numerator if measure.statistic else one.figure.denominator or 0
    people = numerator if measure.statistic else denominator
    if measure.is_of_one or people == HIDDEN or taken_over < FEWEST_FOR_A_RATE:
        return HIDDEN
    # Of ten people and more each tenth is the mean of some: it does not tell how many they are.
    return one_decimal(one.figure.value)


def _said(published: Published, cell: Hashable, tally: Tally) -> int | str | None:
    """What is no count of people is not shown: None. A group without anybody is no cell."""
    if tally.amount and cell not in published.counts:
        return None
    found = published.counts.get(cell)
    return HIDDEN if found is None else found
