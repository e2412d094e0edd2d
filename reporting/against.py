"""How a figure stands against its standard, in words: meets, close, or short of it by how much."""

from dataclasses import dataclass
from math import sqrt

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
    # From the value as it is shown: 78.3% is 3.3 points above 75%, though it was 78.25
    lead = float(one_decimal(figure.value)) - standard
    if measure.better is Better.LOWER:
        lead = -lead
    lead = round(lead, 1)
    if lead >= 0:
        return Against("meets", f"Meets, by {_amount(lead, measure)}")
    side = "above" if measure.better is Better.LOWER else "below"
    short_by = -lead
    if measure.kind is Kind.COUNT and standard:
        short_by = -lead / standard * _WHOLE
    if -lead <= _error(figure, measure):
        return Against("close", f"Close, {side} by {_amount(-lead, measure)}", short_by)
    return Against("misses", f"{side.capitalize()}, by {_amount(-lead, measure)}", short_by)


def _error(figure: Figure, measure: Measure) -> float:
    """By how much chance alone moves this figure."""
    if measure.kind is Kind.RATE and figure.denominator:
        share = figure.numerator / figure.denominator
        return share_error(share, of=figure.denominator) * _WHOLE
    if measure.kind is Kind.COUNT:
        return sqrt(figure.numerator)
    return 0.0


def _amount(number: float, measure: Measure) -> str:
    """`4.5 points`; `12`."""
    if measure.kind is Kind.RATE:
        return f"{number:.1f} points"
    return f"{number:,.0f} {measure.unit}".strip()
