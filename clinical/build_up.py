"""How a caseload builds up with somebody in training, and with somebody newly qualified.

Both tables are field knowledge (clinical reference 7.1, unverified) and cap the agreed number; they
never raise it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

# From which week on, at most how many people: none in the first month, then 5, 15, 30, and 45 by
# month 9.
TRAINEE: Sequence[tuple[int, int]] = ((1, 0), (5, 5), (14, 15), (27, 30), (36, 45))
# From which week on, which part of the agreed number: the full load after about three months.
NEWLY_QUALIFIED: Sequence[tuple[int, int]] = ((1, 50), (5, 65), (9, 80), (14, 100))


def week_of(since: date, on: date) -> int:
    """Which week of somebody's time this is, the first being 1; 0 before it begins."""
    return (on - since).days // 7 + 1 if on >= since else 0


def trainee_cap(*, since: date, on: date) -> int:
    """How many people a trainee carries at most in this week."""
    return _in_force(TRAINEE, week_of(since, on))


def newly_qualified_number(agreed: int, *, since: date, on: date) -> int:
    """The part of the agreed number that somebody newly qualified carries in this week."""
    return agreed * _in_force(NEWLY_QUALIFIED, week_of(since, on)) // 100


def next_step(table: Sequence[tuple[int, int]], week: int) -> tuple[int, int] | None:
    """The row that comes after this week's, if any does."""
    return next((row for row in table if row[0] > week), None)


def _in_force(table: Sequence[tuple[int, int]], week: int) -> int:
    """The row this week falls in; before the first week, that of the first."""
    return table[max(0, bisect_right([first for first, _ in table], week) - 1)][1]
