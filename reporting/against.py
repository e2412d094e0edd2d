"""How a figure stands against its standard, in words: meets, close, or short of it by how much."""

from dataclasses import dataclass
from math import isclose, sqrt

from clinical.chance import share_error
from reporting.figures import Figure, one_decimal
from reporting.metrics.measure import Better, Kind, Measure

_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Against:
    """A chip's code and its words; `short_by` is how far a standard is missed, in points, or in per
    cent of a number of people: the two can be laid side by side. 0 where it is met.
    """

    code: str
    words: str
    short_by: float = 0.0


def against(figure: Figure, measure: Measure, *, standard: float) -> Against | None:
    """None where nobody counts, or where no direction is better.

    Close is short of the standard by no more than one standard error: so far chance alone moves
    the figure in one month of three.
    """
    if figure.value is None or measure.better is Better.NEITHER:
        return None
    # How far from the value as it is shown: 78.3% is 3.3 points above 75%, though it was 78.25
    far = abs(round(float(one_decimal(figure.value)) - standard, 1))
    if _is_met(float(figure.value), standard, measure.better):
        return Against("meets", f"Meets, by {_amount(far, measure)}")
    side = "above" if measure.better is Better.LOWER else "below"
    short = abs(float(figure.value) - standard)
    short_by = short
    if measure.kind is Kind.COUNT and standard:
        short_by = short / standard * _WHOLE
    if short <= _error(figure, measure):
        return Against("close", f"Close, {side} by {_short(far, measure)}", short_by)
    return Against("misses", f"{side.capitalize()}, by {_short(far, measure)}", short_by)


def _is_met(value: float, standard: float, better: Better) -> bool:
    """By the exact value: 74.95% is below 75%, though it is shown as 75.0%."""
    if isclose(value, standard, rel_tol=1e-12):
        return True
    return value < standard if better is Better.LOWER else value > standard


def _error(figure: Figure, measure: Measure) -> float:
    """By how much chance alone moves this figure."""
    if measure.kind is Kind.RATE and figure.denominator:
        share = figure.numerator / figure.denominator
        return share_error(share, of=figure.denominator) * _WHOLE
    if measure.kind is Kind.COUNT:
        return sqrt(figure.numerator)
    return 0.0


def _short(number: float, measure: Measure) -> str:
    """What is short of a standard is never short of it by nothing."""
    if not number and measure.kind is Kind.RATE:
        return "less than 0.1 points"
    return _amount(number, measure)


def _amount(number: float, measure: Measure) -> str:
    """`4.5 points`; `12`."""
    if measure.kind is Kind.RATE:
        return f"{number:.1f} points"
    return f"{number:,.0f} {measure.unit}".strip()
