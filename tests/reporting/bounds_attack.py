"""Works out hidden counts from everything that was published, as somebody would who holds it all.

Every published number is a range over people nobody was told of one by one: a count to the nearest
5, a total, a share. The ranges are narrowed against each other until nothing moves; then each value
that is left of a hidden count is tried, and dropped where it leads to a contradiction.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from reporting.suppression import SMALLEST_SHOWN, nearest_five

_MANY = 400


class ContradictionError(Exception):
    """No service could have been published so."""


@dataclass
class Known:
    """The ranges of all cells, and what lies between them."""

    ranges: dict[Hashable, tuple[int, int]] = field(default_factory=dict)
    # Multiples of cells that add up to at least so much.
    rules: list[tuple[tuple[tuple[int, Hashable], ...], int]] = field(default_factory=list)
    of: dict[Hashable, list[int]] = field(default_factory=dict)

    def told(self, cell: Hashable, low: int, high: int) -> None:
        """This cell is within these two, besides what was known."""
        before = self.ranges.get(cell, (0, _MANY))
        self.ranges[cell] = (max(before[0], low), min(before[1], high))

    def at_least(self, terms: Iterable[tuple[int, Hashable]], least: int = 0) -> None:
        terms = tuple(terms)
        for _, cell in terms:
            self.ranges.setdefault(cell, (0, _MANY))
            self.of.setdefault(cell, []).append(len(self.rules))
        self.rules.append((terms, least))

    def is_sum(self, total: Hashable, parts: Iterable[Hashable]) -> None:
        terms = [(1, total), *((-1, part) for part in parts)]
        self.at_least(terms)
        self.at_least([(-times, cell) for times, cell in terms])

    def count(self, cell: Hashable, published: int | None) -> None:
        """What a count says of itself: `*` says nothing that a reader could count on."""
        if published is not None:
            fits = [n for n in range(5, published + 3) if nearest_five(n) == published]
            self.told(cell, fits[0], fits[-1])

    def share(self, numerator: Hashable, denominator: Hashable, published: int | None) -> None:
        """Nobody is counted who is not counted in; a whole percentage is of exact counts."""
        self.at_least([(1, denominator), (-1, numerator)])
        if published is not None:
            self.told(denominator, 10, _MANY)
            self.at_least([(200, numerator), (1 - 2 * published, denominator)])
            self.at_least([(-200, numerator), (2 * published + 1, denominator)], 1)

    def narrowed(
        self, changed: Iterable[Hashable] | None = None
    ) -> dict[Hashable, tuple[int, int]]:
        """The ranges once nothing narrows any other further."""
        ranges = dict(self.ranges)
        waiting = set(range(len(self.rules)))
        if changed is not None:
            waiting = {rule for cell in changed for rule in self.of.get(cell, ())}
        while waiting:
            terms, least = self.rules[waiting.pop()]
            most = sum(times * ranges[cell][times > 0] for times, cell in terms)
            if most < least:
                raise ContradictionError
            for times, cell in terms:
                low, high = ranges[cell]
                # What this one must give at least, when all the others give their most.
                lacking = least - (most - times * (high if times > 0 else low))
                if times > 0:
                    low = max(low, -(-lacking // times))
                else:
                    high = min(high, lacking // times)
                if (low, high) != ranges[cell]:
                    if low > high:
                        raise ContradictionError
                    ranges[cell] = (low, high)
                    waiting.update(self.of[cell])
        return ranges

    def values(self, cell: Hashable) -> list[int]:
        """Every value of a cell that leads to no contradiction."""
        settled = self.narrowed()
        low, high = settled[cell]
        return [n for n in range(low, min(high, low + 30) + 1) if self._holds(settled, cell, n)]

    def _holds(self, settled: Mapping[Hashable, tuple[int, int]], cell: Hashable, n: int) -> bool:
        trial = Known({**settled, cell: (n, n)}, self.rules, self.of)
        try:
            trial.narrowed([cell])
        except ContradictionError:
            return False
        return True


def solved(publications: Iterable[tuple[Known, Mapping[Hashable, int]]]) -> list[int]:
    """How many values each hidden count can still have for whoever holds one of these and knows of
    that one that it is small; each of them with the counts that it hides, as they truly are.
    """
    left = []
    for known, hidden in publications:
        for cell, true in hidden.items():
            values = [value for value in known.values(cell) if value < SMALLEST_SHOWN]
            assert true in values
            left.append(len(values))
    assert left
    return left
