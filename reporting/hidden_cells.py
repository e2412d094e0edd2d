"""What somebody who holds a published table can still not tell: whole numbers that would have been
published the same way.

A search by bounds, for tables of a page. Where it does not find what it looks for in so many steps
it says no, and more is hidden: it never errs to the open side.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

Bounds = dict[Hashable, tuple[int, int]]
_STEPS = 400


@dataclass(frozen=True, slots=True)
class AtLeast:
    """These multiples of cells add up to at least 0, together with what is added."""

    terms: tuple[tuple[int, Hashable], ...]
    added: int = 0


def equal(total: Hashable, parts: Sequence[Hashable]) -> tuple[AtLeast, AtLeast]:
    """A total is what its parts add up to."""
    terms = ((1, total), *((-1, part) for part in parts))
    return AtLeast(terms), AtLeast(tuple((-times, cell) for times, cell in terms))


def per_cent(share: int, numerator: Hashable, denominator: Hashable) -> tuple[AtLeast, AtLeast]:
    """A share that is published as this whole number, halves rounded up."""
    low = AtLeast(((200, numerator), (1 - 2 * share, denominator)))
    high = AtLeast(((-200, numerator), (2 * share + 1, denominator)), added=-1)
    return low, high


class Search:
    """Looks for tables that keep every rule and stay within the bounds, near the true one."""

    def __init__(self, rules: Sequence[AtLeast], truth: Mapping[Hashable, int]) -> None:
        self._rules = rules
        self._truth = truth
        self._of: dict[Hashable, list[AtLeast]] = {}
        for rule in rules:
            for _, cell in rule.terms:
                self._of.setdefault(cell, []).append(rule)
        self._steps = 0

    def is_possible(self, bounds: Bounds) -> bool:
        """Some table keeps every rule within these bounds, and it was found in time."""
        self._steps = 0
        narrowed = self._narrow(dict(bounds), self._rules)
        return narrowed is not None and self._finds(narrowed)

    def _finds(self, bounds: Bounds) -> bool:
        """The open cell with the fewest values first, and its true value before others."""
        self._steps += 1
        if self._steps > _STEPS:
            return False
        still_open = [cell for cell, (low, high) in bounds.items() if low < high]
        if not still_open:
            return True
        cell = min(still_open, key=lambda one: bounds[one][1] - bounds[one][0])
        low, high = bounds[cell]
        near = min(max(self._truth[cell], low), high)
        tries = [(near, near), (near + 1, high), (low, near - 1)]
        return any(
            (narrowed := self._narrow({**bounds, cell: one}, self._of.get(cell, ()))) is not None
            and self._finds(narrowed)
            for one in tries
            if one[0] <= one[1]
        )

    def _narrow(self, bounds: Bounds, first: Sequence[AtLeast]) -> Bounds | None:
        """Bounds after each rule has been asked, until none says more; None where one is broken."""
        waiting = list(first)
        while waiting:
            rule = waiting.pop()
            changed = _ask(rule, bounds)
            if changed is None:
                return None
            for cell in changed:
                waiting.extend(one for one in self._of[cell] if one not in waiting)
        return bounds


def _ask(rule: AtLeast, bounds: Bounds) -> list[Hashable] | None:
    """Narrow the bounds of a rule’s cells; which of them changed, or None where it cannot hold."""
    most = rule.added + sum(_most(times, bounds[cell]) for times, cell in rule.terms)
    if most < 0:
        return None
    changed = []
    for times, cell in rule.terms:
        low, high = bounds[cell]
        # What this cell must give where all the others give their most
        needed = _most(times, (low, high)) - most
        if times > 0:
            narrowed = (max(low, -(-needed // times)), high)
        else:
            narrowed = (low, min(high, needed // times))
        if narrowed != (low, high):
            bounds[cell] = narrowed
            changed.append(cell)
    return changed


def _most(times: int, bounds: tuple[int, int]) -> int:
    return times * (bounds[1] if times > 0 else bounds[0])
