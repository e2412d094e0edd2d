"""Figures in words: what is shown to whoever may open the people, and to whoever may not."""

from dataclasses import dataclass

from reporting.figures import Figure
from reporting.metrics.measure import Kind, Measure, Placed

# Of so few people no count, and on fewer than the second no rate (ux.md 06).
FEWEST_COUNTED, FEWEST_FOR_A_RATE = 5, 10
FEW = "fewer than 5"
NOBODY = "Nobody yet"
TOO_FEW = "Too few to show"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as its reader sees it; `is_exact` where no part of it is held back."""

    value: str
    count: str
    is_exact: bool = True


def shown(figure: Figure, measure: Measure, *, exact: bool) -> Shown:
    """The value and the count behind it."""
    if exact:
        return Shown(value_of(figure, measure), count_of(figure, measure))
    if measure.kind is Kind.COUNT:
        few = is_few(figure.numerator)
        return Shown(FEW.capitalize() if few else value_of(figure, measure), "", not few)
    of = figure.denominator if figure.denominator is not None else figure.numerator
    if of == 0:
        return Shown(NOBODY, "")
    if of < FEWEST_FOR_A_RATE:
        return Shown(TOO_FEW, f"fewer than {FEWEST_FOR_A_RATE} {unit_of(measure)}", is_exact=False)
    few = is_few(figure.numerator) or is_few(of - figure.numerator)
    if few and measure.kind is Kind.RATE:
        low = figure.numerator < FEWEST_COUNTED
        return Shown(TOO_FEW, f"{FEW if low else f'all but {FEW}'} of {of:,}", is_exact=False)
    return Shown(value_of(figure, measure), count_of(figure, measure))


def is_few(count: int) -> bool:
    """Somebody, and so few that they could be known."""
    return 0 < count < FEWEST_COUNTED


def value_of(figure: Figure, measure: Measure) -> str:
    """`46.3%`; `412`; `5.2 days`."""
    if figure.value is None:
        return NOBODY
    if measure.kind is Kind.RATE:
        return f"{figure.value:.1f}%"
    if measure.kind is Kind.COUNT:
        return f"{figure.value:,.0f}"
    return f"{figure.value:,.1f} {measure.unit}".strip()


def count_of(figure: Figure, measure: Measure) -> str:
    """`206 of 445 people`; empty for a count, which is its own."""
    if measure.kind is Kind.RATE:
        return f"{figure.numerator:,} of {figure.denominator or 0:,} {unit_of(measure)}"
    if measure.kind is Kind.COUNT:
        return ""
    of = figure.denominator if figure.denominator is not None else figure.numerator
    return f"{of:,} {unit_of(measure)}"


def unit_of(measure: Measure) -> str:
    """What is counted."""
    about_contacts = measure.placed in {Placed.CONTACT, Placed.CONTACT_OF_ENDED}
    return "appointments" if about_contacts else "people"
