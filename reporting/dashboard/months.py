"""Twelve months of a measure: its line, its usual range, and whether it has moved to one side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt

from clinical.chance import MONTHS_IN_A_ROW, run_on_one_side, usual_count, usual_share
from reporting import named_periods
from reporting.charts.months import MonthPoint
from reporting.figures import Figure, one_decimal
from reporting.metrics.measure import Kind, Measure
from reporting.standards import Standards

_WHOLE = 100.0
# 95 in 100 lie within so many standard errors.
_NEARLY_ALL = 1.96


@dataclass(frozen=True, slots=True)
class Line:
    """The points in order, and `said` of the last six months that are over: `Six months below the
    standard: more than chance.` Empty where they are not on one side.
    """

    points: tuple[MonthPoint, ...]
    said: str


def line_of(figures: Sequence[Figure], measure: Measure, *, standards: Standards, on: date) -> Line:
    """The line of these months, each beside the standard of its own year."""
    mean = _mean(figures, measure)
    points = tuple(
        replace(_point(one, measure, mean), standard=_standard(measure, one, standards))
        for one in figures
    )
    over = [pair for pair in zip(figures, points, strict=True) if pair[0].period.end < on]
    return Line(points, said=_on_one_side(over, measure, mean))


def _on_one_side(
    months: Sequence[tuple[Figure, MonthPoint]], measure: Measure, mean: float | None
) -> str:
    last = months[-MONTHS_IN_A_ROW:]
    if not last:
        return ""
    middle, lines = "the standard", [point.standard for _, point in last]
    if lines[-1] is None:
        middle, lines = "the mean of the year", [mean] * len(last)
    beyond = [_beyond(point, line) for (_, point), line in zip(last, lines, strict=True)]
    side = run_on_one_side(beyond, line=0)
    if side is None:
        return ""
    figures = [figure for figure, _ in last]
    is_sure = _is_beyond_chance(figures, measure, [line or 0.0 for line in lines])
    return f"Six months {side.value} {middle}{': more than chance' if is_sure else ''}."


def _is_beyond_chance(figures: Sequence[Figure], measure: Measure, lines: Sequence[float]) -> bool:
    """Six months of a handful of people, of whom nearly all are seen in time, are often all on one
    side: so all of them together have to lie beyond what chance does to so many.
    """
    if measure.kind is Kind.COUNT:
        expected = sum(lines)
        return abs(sum(one.numerator for one in figures) - expected) > _NEARLY_ALL * sqrt(expected)
    if measure.kind is not Kind.RATE:
        return False
    shares = [
        (one.denominator or 0, line / _WHOLE) for one, line in zip(figures, lines, strict=True)
    ]
    expected = sum(of * share for of, share in shares)
    error = sqrt(sum(of * share * (1 - share) for of, share in shares))
    return abs(sum(one.numerator for one in figures) - expected) > _NEARLY_ALL * error


def title_of(line: Line, measure: Measure) -> str:
    """The numbers of a chart, for whoever does not see it."""
    unit = "%" if measure.kind is Kind.RATE else ""
    said = ", ".join(f"{point.label} {_said(point.value, unit)}" for point in line.points)
    last = line.points[-1] if line.points else None
    beside = ""
    if last is not None and last.standard is not None:
        beside = f" Standard {last.standard:g}{unit}."
    if last is not None and last.lowest is not None and last.highest is not None:
        beside += f" Usual range {_said(last.lowest, unit)} to {_said(last.highest, unit)}."
    return f"{measure.name} by month: {said}.{beside}"


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return "nobody"
    return f"{one_decimal(value)}{unit}" if unit else f"{value:,.0f}"


def _beyond(point: MonthPoint, line: float | None) -> float | None:
    return None if point.value is None or line is None else point.value - line


def _standard(measure: Measure, figure: Figure, standards: Standards) -> float | None:
    found = standards.of(measure.slug, figure.period.end)
    return None if found is None else float(found.value)


def _mean(figures: Sequence[Figure], measure: Measure) -> float | None:
    """Of all people of the months together; a count, a month."""
    if measure.kind is Kind.COUNT:
        counts = [one.numerator for one in figures if one.value is not None]
        return sum(counts) / len(counts) if counts else None
    of = sum(one.denominator or 0 for one in figures)
    if not of:
        return None
    share = sum(one.numerator for one in figures) / of
    return share * _WHOLE if measure.kind is Kind.RATE else share


def _point(figure: Figure, measure: Measure, mean: float | None) -> MonthPoint:
    name = named_periods.short_month(figure.period.start)
    value = None if figure.value is None else float(figure.value)
    if mean is None or value is None:
        return MonthPoint(name, value)
    if measure.kind is Kind.COUNT:
        usual = usual_count(mean)
        return MonthPoint(name, value, usual.lowest, usual.highest)
    if measure.kind is Kind.RATE and figure.denominator:
        usual = usual_share(mean / _WHOLE, of=figure.denominator)
        return MonthPoint(name, value, usual.lowest * _WHOLE, usual.highest * _WHOLE)
    return MonthPoint(name, value)
