"""By how much a figure moved, whether chance alone moves it so far, and which group moved it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from clinical.chance import share_error
from reporting.metrics.measure import Kind

# 95 in 100 differences of chance alone are smaller than so many standard errors.
_Z = 1.96
# A group of fewer people, in either time, is too few to be named.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, of how many; 0 of 0 where nobody counts. A count is of nobody."""

    numerator: int
    denominator: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1; 0 of nobody is 0."""
        return self.numerator / self.denominator if self.denominator else 0.0


@dataclass(frozen=True, slots=True)
class Shift:
    """From one time to another, in points (0 to 100) or in people. `chance` is how far chance alone
    takes it, 95 times in 100.
    """

    by: float
    chance: float

    @property
    def is_chance(self) -> bool:
        """Chance alone moves it so far."""
        return abs(self.by) <= self.chance


def shift(kind: Kind, *, now: Counted, before: Counted) -> Shift | None:
    """None where one of the two times has nobody to count."""
    if kind is Kind.COUNT:
        return Shift(
            by=now.numerator - before.numerator,
            chance=_Z * sqrt(now.numerator + before.numerator),
        )
    if not now.denominator or not before.denominator:
        return None
    together = (now.numerator + before.numerator) / (now.denominator + before.denominator)
    errors = [share_error(together, of=one.denominator) for one in (now, before)]
    return Shift(
        by=100 * (now.share - before.share), chance=100 * _Z * sqrt(sum(e * e for e in errors))
    )


def mover(
    kind: Kind,
    *,
    now: Mapping[str, Counted],
    before: Mapping[str, Counted],
    whole: tuple[Counted, Counted],
) -> tuple[str, float] | None:
    """The group that moved the figure furthest in the direction it went, and its part of that, in
    points or people; None where no group of five or more did.

    A group's part of a share is by how much it lies above the whole of the time before, by its
    weight, now less before: the parts of all groups add up to the shift.
    """
    found = shift(kind, now=whole[0], before=whole[1])
    if found is None or not found.by:
        return None
    parts = {
        group: _part(kind, now.get(group, _NOBODY), before.get(group, _NOBODY), whole)
        for group in {*now, *before}
        if _is_enough(kind, now.get(group, _NOBODY), before.get(group, _NOBODY))
    }
    sign = 1 if found.by > 0 else -1
    furthest = max(parts.items(), key=lambda one: (sign * one[1], one[0]), default=None)
    return furthest if furthest and sign * furthest[1] > 0 else None


_NOBODY = Counted(0, 0)


def _part(kind: Kind, now: Counted, before: Counted, whole: tuple[Counted, Counted]) -> float:
    if kind is Kind.COUNT:
        return now.numerator - before.numerator
    later, earlier = whole
    usual = earlier.share
    lead = (now.numerator - usual * now.denominator) / later.denominator
    lag = (before.numerator - usual * before.denominator) / earlier.denominator
    return 100 * (lead - lag)


def _is_enough(kind: Kind, now: Counted, before: Counted) -> bool:
    if kind is Kind.COUNT:
        return max(now.numerator, before.numerator) >= LEAST
    return min(now.denominator, before.denominator) >= LEAST
