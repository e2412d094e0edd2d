"""Counts measures: for any months, people and groups, from the sums of months or from pathways."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from referrals.models import Referral
from reporting import cells, statements, sums
from reporting.cells import Cell, Cells
from reporting.dimensions import Dimension, dimension_called
from reporting.figures import Chosen, Figure, GroupFigure
from reporting.metrics.measure import Kind, Measure
from reporting.metrics.registry import measure_called, measures_called
from reporting.period import Period, month_of

Which = Literal["numerator", "denominator", "missing"]


class Counter(Protocol):
    """A way of counting."""

    def __call__(
        self,
        measures: Sequence[Measure],
        *,
        periods: Sequence[Period],
        chosen: Chosen,
        dimension: Dimension | None,
    ) -> Cells: ...


def read(slugs: Iterable[str], *, period: Period, chosen: Chosen) -> dict[str, Figure]:
    """These measures of one period, by slug. Raises Refused for an unknown measure."""
    measures = measures_called(slugs)
    cell = _cells(measures, periods=(period,), chosen=chosen, dimension=None).get(
        (period.start, ""), Cell()
    )
    return {one.slug: _figure(one, period, cell) for one in measures}


def series(
    slugs: Iterable[str], *, months: Sequence[date], chosen: Chosen
) -> dict[str, list[Figure]]:
    """These measures of each month, in their order. Raises Refused for an unknown measure."""
    return by_period(slugs, periods=[month_of(month) for month in months], chosen=chosen)


def by_period(
    slugs: Iterable[str], *, periods: Sequence[Period], chosen: Chosen, count: Counter | None = None
) -> dict[str, list[Figure]]:
    """The same of any periods that begin on different days. `count` is `cells.live` for rows as
    they are this minute.
    """
    measures = measures_called(slugs)
    counted = (count or _cells)(measures, periods=periods, chosen=chosen, dimension=None)
    return {
        one.slug: [_figure(one, each, counted.get((each.start, ""), Cell())) for each in periods]
        for one in measures
    }


def by_group(slug: str, dimension: str, *, period: Period, chosen: Chosen) -> list[GroupFigure]:
    """A measure of one period for each group that has anybody, those not known last. Raises
    Refused for an unknown measure or dimension.
    """
    found = by_groups([slug], dimension, period=period, chosen=chosen)[slug]
    return [one for one in found if one.figure.numerator or one.figure.denominator]


def by_groups(
    slugs: Iterable[str],
    dimension: str,
    *,
    period: Period,
    chosen: Chosen,
    count: Counter | None = None,
) -> dict[str, list[GroupFigure]]:
    """Several measures for each group that any of them has somebody of, in one query."""
    measures, by = measures_called(slugs), dimension_called(dimension)
    counted = (count or _cells)(measures, periods=(period,), chosen=chosen, dimension=by)
    groups = sorted(
        ((group, by.label_of(group, cell.label), cell) for (_, group), cell in counted.items()),
        key=lambda one: by.place_of(one[0], one[1]),
    )
    return {
        one.slug: [
            GroupFigure(group, label, _figure(one, period, cell)) for group, label, cell in groups
        ]
        for one in measures
    }


def people(
    slug: str, *, period: Period, chosen: Chosen, which: Which = "numerator"
) -> QuerySet[Referral]:
    """The referrals behind a figure: counted, counted in, or those of whom it cannot be told."""
    sql, values = members(measure_called(slug), period=period, chosen=chosen, which=which)
    return Referral.objects.filter(pk__in=RawSQL(sql, values))  # noqa: S611 - conditions of ours


def members(
    measure: Measure, *, period: Period, chosen: Chosen, which: Which
) -> tuple[str, list[Any]]:
    """The statement that gives the ids of the same, some of them several times, and its values."""
    condition = _condition(measure, which)
    return statements.members(measure, period=period, chosen=chosen, condition=condition)


def _condition(measure: Measure, which: Which) -> str:
    counted_in = measure.denominator or measure.numerator
    if which == "numerator":
        return measure.numerator.where
    if which == "denominator":
        return counted_in.where
    return f"({counted_in.where}) AND ({measure.missing or 'false'})"


def _cells(
    measures: Sequence[Measure],
    *,
    periods: Sequence[Period],
    chosen: Chosen,
    dimension: Dimension | None,
) -> Cells:
    """From the sums what they hold, from rows the rest; where months are not summed yet, all."""
    summed = sums.held(measures, periods=periods, chosen=chosen, dimension=dimension)
    known = (
        sums.read(summed, periods=periods, chosen=chosen, dimension=dimension) if summed else None
    )
    rest = [one for one in measures if known is None or one not in summed]
    if not rest:
        return known or {}
    counted = cells.live(rest, periods=periods, chosen=chosen, dimension=dimension)
    return cells.together((known or {}, counted))


def _figure(measure: Measure, period: Period, cell: Cell) -> Figure:
    numerator = cell.tallies.get((measure.placed, measure.numerator), 0)
    denominator = (
        cell.tallies.get((measure.placed, measure.denominator), 0) if measure.denominator else None
    )
    if measure.statistic:
        value = cell.statistics.get((measure.placed, measure.statistic))
    else:
        value = _value(measure.kind, numerator, denominator)
    return Figure(measure.slug, period, numerator, denominator, value)


def _value(kind: Kind, numerator: int, denominator: int | None) -> Decimal | None:
    """Never rounded here: what is compared is the exact value."""
    if denominator is None:
        return Decimal(numerator)
    if denominator == 0:
        return None
    share = Decimal(numerator) / denominator
    return share * 100 if kind is Kind.RATE else share
