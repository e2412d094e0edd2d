"""What somebody who holds a published table can still not tell: whole numbers that would have been
published the same way.

A search from the true table, one cell moved after another. Where it finds no such table in so many
steps it says no, and more is hidden: it never errs to the open side.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Bounds = Mapping[Hashable, tuple[int, int]]
_STEPS = 120


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


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """The same as it is searched, cells by number: what can be moved most comes first, and
    `holds_by` is by how much the true table keeps it.
    """

    terms: tuple[tuple[int, int], ...]
    times: Mapping[int, int]
    holds_by: int


class Search:
    """Looks for a table near the true one that keeps every rule and stays within the bounds."""

    def __init__(
        self, rules: Sequence[AtLeast], *, truth: Mapping[Hashable, int], bounds: Bounds
    ) -> None:
        # A cell is looked up so often that its number is worth having
        self._numbers = {cell: number for number, cell in enumerate(truth)}
        self._truth = list(truth.values())
        self._bounds = [bounds[cell] for cell in truth]
        self._of: dict[int, list[_Rule]] = defaultdict(list)
        for rule in rules:
            numbered = self._numbered(rule)
            for cell in numbered.times:
                self._of[cell].append(numbered)
        self._steps = 0

    def could_be(self, cell: Hashable, value: int) -> bool:
        """Some table that would have been published the same way has this value here, and it was
        found in time.
        """
        self._steps = 0
        number = self._numbers[cell]
        return self._mends({number: value}, tuple(self._of.get(number, ())))

    def _mends(self, moved: Mapping[int, int], unsure: Sequence[_Rule]) -> bool:
        """Move one further cell for each rule that those moved have broken. Only rules of a cell
        that has moved can be.
        """
        self._steps += 1
        for place, rule in enumerate(unsure):
            lacking = -self._value(rule, moved)
            if lacking > 0:
                rest = unsure[place:]
                return self._steps < _STEPS and any(
                    self._mends({**moved, cell: value}, (*rest, *self._of[cell]))
                    for cell, value in self._ways(rule, lacking, moved)
                )
        return True

    def _ways(
        self, rule: _Rule, lacking: int, moved: Mapping[int, int]
    ) -> Iterator[tuple[int, int]]:
        """Each cell not moved yet that can make up for what the rule lacks; then those that can
        only for a part of it, as far as they go.
        """
        in_part = []
        for times, cell in rule.terms:
            if cell in moved:
                continue
            low, high = self._bounds[cell]
            by = -(-lacking // abs(times))
            value = self._truth[cell] + (by if times > 0 else -by)
            if low <= value <= high:
                yield cell, value
            elif (nearest := min(max(value, low), high)) != self._truth[cell]:
                in_part.append((cell, nearest))
        yield from in_part

    def _numbered(self, rule: AtLeast) -> _Rule:
        times: dict[int, int] = defaultdict(int)
        for each, cell in rule.terms:
            times[self._numbers[cell]] += each
        terms = [(each, cell) for cell, each in times.items() if each]
        widest_first = tuple(sorted(terms, key=self._width, reverse=True))
        true = sum(each * self._truth[cell] for each, cell in terms)
        return _Rule(widest_first, times, rule.added + true)

    def _width(self, term: tuple[int, int]) -> int:
        low, high = self._bounds[term[1]]
        return high - low

    def _value(self, rule: _Rule, moved: Mapping[int, int]) -> int:
        """Only what was moved can have changed it."""
        found, times = rule.holds_by, rule.times
        if len(moved) < len(times):
            for cell, value in moved.items():
                if cell in times:
                    found += times[cell] * (value - self._truth[cell])
            return found
        for each, cell in rule.terms:
            if cell in moved:
                found += each * (moved[cell] - self._truth[cell])
        return found
