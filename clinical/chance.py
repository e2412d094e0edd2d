"""What chance does to figures: the usual range of a share or a count from month to month, and
when several months in a row are no longer chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt

# Control limits of p-charts and c-charts: three standard errors either side of the mean.
LIMITS = 3.0
# So many months in a row on one side of the line are a change, not chance (ux.md 06).
MONTHS_IN_A_ROW = 6


@dataclass(frozen=True, slots=True)
class Usual:
    """Between what a figure usually moves: a share as 0 to 1, a count as it is."""

    lowest: float
    highest: float


class Side(Enum):
    """On which side of a line figures stand."""

    ABOVE = "above"
    BELOW = "below"


def share_error(share: float, *, of: int) -> float:
    """One standard error of a share of so many people."""
    return sqrt(share * (1 - share) / of)


def usual_share(mean: float, *, of: int) -> Usual:
    """The limits of a p-chart for a month of so many people."""
    reach = LIMITS * share_error(mean, of=of)
    return Usual(max(0.0, mean - reach), min(1.0, mean + reach))


def usual_count(mean: float) -> Usual:
    """The limits of a c-chart."""
    reach = LIMITS * sqrt(mean)
    return Usual(max(0.0, mean - reach), mean + reach)


def run_on_one_side(values: Sequence[float | None], *, line: float) -> Side | None:
    """On which side of the line the last six months stand, if all of them do; none where a month
    has no value or stands on the line.
    """
    last = values[-MONTHS_IN_A_ROW:]
    if len(last) < MONTHS_IN_A_ROW:
        return None
    if all(value is not None and value > line for value in last):
        return Side.ABOVE
    if all(value is not None and value < line for value in last):
        return Side.BELOW
    return None
