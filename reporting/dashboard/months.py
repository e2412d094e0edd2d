"""Twelve months of a measure: its line, its usual range, and whether it has moved to one side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clinical.chance import run_on_one_side, usual_count, usual_share
from reporting import named_periods
from reporting.charts.months import MonthPoint
from reporting.figures import Figure, one_decimal
from reporting.metrics.measure import Kind, Measure
from reporting.standards import Standards

_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Line:
    """The points in order, and their mean."""

    points: tuple[MonthPoint, ...]
    mean: float | None

    @property
    def said(self) -> str:
        """`Six months below the standard: more than chance.` Empty where it is not so."""
        last = self.points[-1] if self.points else None
        if last is not None and last.standard is not None:
            side = run_on_one_side([_beyond(point) for point in self.points], line=0)
            middle = "the standard"
        elif self.mean is not None:
            side = run_on_one_side([point.value for point in self.points], line=self.mean)
            middle = "the mean of the year"
        else:
            return ""
        return "" if side is None else f"Six months {side.value} {middle}: more than chance."


def line_of(figures: Sequence[Figure], measure: Measure, *, standards: Standards) -> Line:
    """The line of these months, each beside the standard of its own year."""
    mean = _mean(figures, measure)
    points = (_point(one, measure, mean) for one in figures)
    return Line(
        tuple(
            replace(point, standard=_standard(measure, figure, standards))
            for point, figure in zip(points, figures, strict=True)
        ),
        mean,
    )


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


def _beyond(point: MonthPoint) -> float | None:
    if point.value is None or point.standard is None:
        return None
    return point.value - point.standard


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
