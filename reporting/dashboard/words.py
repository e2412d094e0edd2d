"""Figures in words: what is shown to whoever may open the people, and to whoever may not."""

from dataclasses import dataclass, replace
from decimal import Decimal

from reporting.figures import Figure, one_decimal
from reporting.metrics.measure import Kind, Measure, Placed
from reporting.suppression import Share, publish

# Of so few people no count, and on fewer than the second no rate (ux.md 06).
FEWEST_COUNTED, FEWEST_FOR_A_RATE = 5, 10
FEW = "fewer than 5"
APPOINTMENTS = "appointments"
NOBODY, NO_APPOINTMENTS = "Nobody", "No appointments"
TOO_FEW = "Too few to show"
NOT_SHOWN = "One person’s: not shown"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as its reader sees it; `figure` is it in numbers, none where it is held back."""

    value: str
    count: str
    figure: Figure | None


def shown(figure: Figure, measure: Measure, *, exact: bool) -> Shown:
    """The value and the count behind it; to others as it may leave the service."""
    if exact:
        return Shown(value_of(figure, measure), count_of(figure, measure), figure)
    if figure.value is None:
        return Shown(nobody(measure), "", None)
    if measure.is_of_one:
        return Shown(NOT_SHOWN, "", None)
    if measure.kind is Kind.COUNT:
        return _count_that_leaves(figure)
    return _share_that_leaves(figure, measure)


def number(count: int, *, exact: bool) -> str:
    """`187`; for others `about 185`, or `fewer than 5`."""
    if exact:
        return f"{count:,}"
    found = publish({"n": count}).counts["n"]
    return FEW if found is None else f"about {found:,}"


def _count_that_leaves(figure: Figure) -> Shown:
    count = publish({"n": figure.numerator}).counts["n"]
    if count is None:
        return Shown(FEW.capitalize(), "", None)
    return Shown(f"{count:,}", "", replace(figure, numerator=count, value=Decimal(count)))


def _share_that_leaves(figure: Figure, measure: Measure) -> Shown:
    """Rounded as national figures are, and hidden also where all but a few are counted."""
    of = figure.numerator if figure.denominator is None else figure.denominator
    both = Share("n", "of")
    found = publish({"n": figure.numerator, "of": of}, shares=(both,))
    share, people = found.shares[both], found.counts["of"]
    is_rate = measure.kind is Kind.RATE
    if share is None or people is None or (is_rate and is_few(of - figure.numerator)):
        return Shown(TOO_FEW, "", None)
    behind = f"of about {people:,} {unit_of(measure)}"
    value = Decimal(share) if is_rate else one_decimal(figure.value or Decimal(0))
    said = f"{value}%" if is_rate else f"{value:,} {measure.unit}".strip()
    rounded = replace(
        figure, numerator=round(share * people / 100), denominator=people, value=value
    )
    return Shown(said, behind, rounded)


def is_few(count: int) -> bool:
    """Somebody, and so few that they could be known."""
    return 0 < count < FEWEST_COUNTED


def value_of(figure: Figure, measure: Measure) -> str:
    """`46.3%`; `412`; `5.2 days`."""
    if figure.value is None:
        return nobody(measure)
    if measure.kind is Kind.RATE:
        return f"{one_decimal(figure.value)}%"
    if measure.kind is Kind.COUNT:
        return f"{figure.value:,.0f}"
    return f"{one_decimal(figure.value):,} {measure.unit}".strip()


def count_of(figure: Figure, measure: Measure) -> str:
    """`206 of 445 people`; empty for a count, which is its own, and of nobody."""
    if figure.value is None:
        return ""
    if measure.kind is Kind.RATE:
        return f"{figure.numerator:,} of {figure.denominator or 0:,} {unit_of(measure)}"
    if measure.kind is Kind.COUNT:
        return ""
    of = figure.denominator if figure.denominator is not None else figure.numerator
    return f"{of:,} {unit_of(measure)}"


def nobody(measure: Measure) -> str:
    """Where there is none to count: of appointments "nobody" would read as good news."""
    return NO_APPOINTMENTS if unit_of(measure) == APPOINTMENTS else NOBODY


def unit_of(measure: Measure) -> str:
    """What is counted."""
    about_contacts = measure.placed in {Placed.CONTACT, Placed.CONTACT_OF_ENDED}
    return APPOINTMENTS if about_contacts else "people"
