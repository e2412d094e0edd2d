"""What a figure is, and by what it is narrowed: the words between those who count and the pages."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reporting.period import Period


def one_decimal(value: Decimal | float) -> Decimal:
    """As it is shown and written to a file: 6.25 is 6.3, where Python would print 6.2, and nothing
    is `-0.0`.
    """
    rounded = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return rounded or abs(rounded)


def whole_number(value: Decimal | float) -> Decimal:
    """The same without a decimal: 12.5 is 13, where Python would print 12."""
    rounded = Decimal(value).quantize(Decimal(1), ROUND_HALF_UP)
    return rounded or abs(rounded)


def per_cent(count: int, of: int) -> Decimal:
    """`count` of `of` people, exactly: as a float 23 of 80 would be 28.7, and are 28.8."""
    return Decimal(count) / of * 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose pathways count. `team_ids` is None for the whole service; the rest is empty for all."""

    team_ids: frozenset[int] | None = None
    commissioner: str = ""
    problem: str = ""
    format: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one period. `numerator` is the count itself where nothing is divided, and
    `value` what is shown: a percentage, a mean, a median, or the count; None where nobody counts.
    """

    measure: str
    period: Period
    numerator: int
    denominator: int | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """The same of one group (`D`: `Mixed: White and Black Caribbean`)."""

    group: str
    label: str
    figure: Figure
