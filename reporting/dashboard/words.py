"""Figures in words: what is shown to whoever may open the people, and to whoever may not."""

from dataclasses import dataclass
from decimal import Decimal

from reporting.figures import Figure, one_decimal
from reporting.metrics.measure import Kind, Measure, Placed
from reporting.suppression import publish

# Of so few people no count, and on fewer than the second no rate (ux.md 06).
FEWEST_COUNTED, FEWEST_FOR_A_RATE = 5, 10
FEW = "fewer than 5"
NOBODY = "Nobody yet"
TOO_FEW = "Too few to show"
NOT_SHOWN = "One person’s: not shown"
NOT_TOLD = "Not shown"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as its reader sees it; `figure` is it in numbers, none where it is held back."""

    value: str
    count: str
    figure: Figure | None


def exactly(figure: Figure, measure: Measure) -> Shown:
    """The value and the count behind it, to whoever may open the people."""
    return Shown(value_of(figure, measure), count_of(figure, measure), figure)


def of_published(measure: Measure, value: Decimal, people: int) -> tuple[str, str]:
    """The same of numbers that may leave: `44%`, `of about 40 people`."""
    if measure.kind is Kind.COUNT:
        return f"{value:,}", ""
    said = f"{value}%" if measure.kind is Kind.RATE else f"{value:,} {measure.unit}".strip()
    return said, f"of about {people:,} {unit_of(measure)}"


def number(count: int, *, exact: bool) -> str:
    """`187`; for others `about 185`, or `fewer than 5`."""
    if exact:
        return f"{count:,}"
    found = publish({"n": count}).counts["n"]
    return FEW if found is None else f"about {found:,}"


def about(published: int) -> str:
    """`about 15`; `fewer than 5`: of a number that was published, or made of such."""
    return f"about {published:,}" if published else FEW


def is_few(count: int) -> bool:
    """Somebody, and so few that they could be known."""
    return 0 < count < FEWEST_COUNTED


def value_of(figure: Figure, measure: Measure) -> str:
    """`46.3%`; `412`; `5.2 days`."""
    if figure.value is None:
        return NOBODY
    if measure.kind is Kind.RATE:
        return f"{one_decimal(figure.value)}%"
    if measure.kind is Kind.COUNT:
        return f"{figure.value:,.0f}"
    return f"{one_decimal(figure.value):,} {measure.unit}".strip()


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
