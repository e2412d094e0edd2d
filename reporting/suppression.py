"""Rounds and hides counts before they leave the service (metrics.md 6), so that what is hidden
cannot be worked out from what is shown.

0 to 4 is hidden, anything else is rounded to the nearest 5. A percentage is of exact counts, whole,
hidden with its numerator and where fewer than 10 are divided by. Where totals, other cells or
percentages would give a hidden cell away, further cells are hidden.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reporting.hidden_cells import AtLeast, Bounds, Search, equal, per_cent

HIDDEN = "*"
SMALLEST_SHOWN = 5
FEWEST_FOR_A_RATE = 10
# So many values of a hidden cell stay possible for whoever holds the table.
_POSSIBLE = 3
# So many rounds hide as little as they can.
_ONE_BY_ONE = 12
# Larger than any service.
_NO_BOUND = 10**7


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that is published beside the cells it is made of."""

    total: Hashable
    parts: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage that is published beside its counts, and hidden with either of them."""

    numerator: Hashable
    denominator: Hashable


@dataclass(frozen=True, slots=True)
class Published:
    """What may leave: counts to the nearest 5, and shares; None is hidden."""

    counts: Mapping[Any, int | None]
    shares: Mapping[Share, int | None]


def nearest_five(count: int) -> int:
    """There is no half way between two."""
    return (count + 2) // 5 * 5


def whole_per_cent(numerator: int, denominator: int) -> int:
    """Of exact counts."""
    share = Decimal(numerator) * 100 / denominator
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def shown(value: int | None) -> str:
    """A published number as it is written."""
    return HIDDEN if value is None else str(value)


@dataclass(slots=True)
class Held:
    """What is settled before a table is judged: cells that were told before, by whether they were
    hidden, which is not changed any more; cells that a reader may know exactly where they are
    shown; and cells that are hidden for a reason of their own.
    """

    fixed: dict[Any, bool] = field(default_factory=dict)
    exact: set[Any] = field(default_factory=set)
    closed: set[Any] = field(default_factory=set)


def publish(
    counts: Mapping[Any, int],
    *,
    sums: Sequence[Sum] = (),
    shares: Sequence[Share] = (),
    all_but_few: Sequence[Share] = (),
    held: Held | None = None,
    knows_why: bool = True,
) -> Published:
    """These counts as they may leave together. All that adds up among them must be told, and so
    must `all_but_few`: pairs without a percentage because only a few are not counted, which whoever
    knows this rule can tell.

    The reader is taken to know of each hidden cell whether it is small; without `knows_why` of the
    one they look for alone, as is usual where tables are large and their totals stand fast: nothing
    published says of `*` and `*`, 8 together, that they are 4 and 4 and not 3 and 5.
    """
    table = _Table(counts, sums, shares, all_but_few, held or Held(), knows_why=knows_why)
    table.hide_small()
    table.hide_until_nothing_is_told()
    return Published(
        {cell: None if cell in table.hidden else nearest_five(n) for cell, n in counts.items()},
        {share: table.share(share) for share in shares},
    )


@dataclass(slots=True)
class _Table:
    """The true counts, what hangs together, what is hidden so far, and of that what is open to
    guessing.
    """

    counts: Mapping[Hashable, int]
    sums: Sequence[Sum]
    shares: Sequence[Share]
    all_but_few: Sequence[Share] = ()
    held: Held = field(default_factory=Held)
    knows_why: bool = True
    hidden: set[Hashable] = field(default_factory=set)
    open: set[Hashable] = field(default_factory=set)
    near: dict[Hashable, set[Hashable]] = field(default_factory=dict)
    # What was told before can give a cell away whatever is hidden now; and all of it hidden.
    lost: set[Hashable] = field(default_factory=set)
    most: Sequence[Search] | None = None

    def hide_small(self) -> None:
        self.hidden |= {cell for cell, n in self.counts.items() if n < SMALLEST_SHOWN}
        self.hidden |= {cell for cell, is_hidden in self.held.fixed.items() if is_hidden}
        self.hidden |= self.held.closed

    def searches(self) -> list[Search]:
        """For other tables that would have been published the same way: near at hand, and further
        where a reader does not know why other cells are hidden.
        """
        rules, bounds = self._rules(), self._bounds()
        found = [Search(rules, truth=self.counts, bounds=bounds)]
        if not self.knows_why:
            wider = {**bounds, **dict.fromkeys(self.hidden, (0, _NO_BOUND))}
            found.append(Search(rules, truth=self.counts, bounds=wider))
        return found

    def hide_until_nothing_is_told(self) -> None:
        """One more cell for each hidden one that can be told, until none can; where that leads on
        and on, all that stands with it.
        """
        rounds = 0
        while told := self._told():
            rounds += 1
            if rounds <= _ONE_BY_ONE:
                more = {self._to_hide_for(cell) for cell in told} - {None}
            else:
                more = {one for cell in told for one in self._around(cell)}
            if not more:
                return
            self.hidden |= more

    def share(self, share: Share) -> int | None:
        """The percentage as it is published."""
        of = self.counts[share.denominator]
        if of < FEWEST_FOR_A_RATE or self.hidden & {share.numerator, share.denominator}:
            return None
        return whole_per_cent(self.counts[share.numerator], of)

    def _told(self) -> list[Hashable]:
        """Hidden cells of which whoever holds the table can tell too much."""
        searches = self.searches()
        # What is open stays so when more is hidden.
        self.open |= {cell for cell in self.hidden - self.open if self._is_open(cell, searches)}
        told = self.hidden - self.open - self.lost
        if told and self.held.fixed:
            self.lost |= {cell for cell in told if not self._can_be_helped(cell)}
        return list(told - self.lost)

    def _can_be_helped(self, cell: Hashable) -> bool:
        """Hiding all that may still be hidden would keep it open."""
        if self.most is None:
            hideable = self.counts.keys() - self._shown_for_good()
            self.most = replace(self, hidden=hideable).searches()
        return self._is_open(cell, self.most)

    def _shown_for_good(self) -> set[Hashable]:
        return {cell for cell, is_hidden in self.held.fixed.items() if not is_hidden}

    def _is_open(self, cell: Hashable, searches: Sequence[Search]) -> bool:
        """Enough other values of it would have been published the same way."""
        true = self.counts[cell]
        low, high = self._bounds_of(cell, true)
        near = range(max(low, true - 2), min(high, true + 2) + 1)
        others = (value for value in near if value != true)
        found = 1
        for value in sorted(others, key=lambda value: abs(value - true)):
            found += any(search.could_be(cell, value) for search in searches)
            if found == _POSSIBLE:
                return True
        return False

    def _to_hide_for(self, cell: Hashable) -> Hashable | None:
        """The smallest shown cell that hangs together with it, parts before totals."""
        totals = {one.total for one in self.sums}
        return min(
            self._around(cell),
            key=lambda one: (one in totals, self.counts[one], repr(one)),
            default=None,
        )

    def _around(self, cell: Hashable) -> Set[Hashable]:
        """Those still shown that are nearest to it, by way of sums and shares."""
        among = self.counts.keys() - self.hidden - self.held.fixed.keys()
        seen, edge = {cell}, {cell}
        while edge:
            near = {one for known in edge for one in self._near().get(known, ())}
            if found := near & among:
                return found
            edge, seen = near - seen, seen | near
        return set()

    def _near(self) -> Mapping[Hashable, set[Hashable]]:
        """Each cell with those that stand in a sum or a share with it."""
        if not self.near:
            for group in self._groups():
                for one in group:
                    self.near.setdefault(one, set()).update(group)
        return self.near

    def _groups(self) -> Iterator[tuple[Hashable, ...]]:
        yield from ((one.total, *one.parts) for one in self.sums)
        pairs = (*self.shares, *self.all_but_few)
        yield from ((one.numerator, one.denominator) for one in pairs)

    def _bounds(self) -> Bounds:
        """What each cell can be by itself."""
        bounds = {cell: self._bounds_of(cell, n) for cell, n in self.counts.items()}
        for share in self.shares:
            if self.hidden & {share.numerator, share.denominator}:
                continue
            low, high = bounds[share.denominator]
            is_shown = self.counts[share.denominator] >= FEWEST_FOR_A_RATE
            bounds[share.denominator] = (
                (max(low, FEWEST_FOR_A_RATE), high)
                if is_shown
                else (low, min(high, FEWEST_FOR_A_RATE - 1))
            )
        return bounds

    def _bounds_of(self, cell: Hashable, n: int) -> tuple[int, int]:
        """The same of one, for somebody who knows why it is hidden."""
        if n < SMALLEST_SHOWN:
            return 0, SMALLEST_SHOWN - 1
        if cell in self.hidden:
            return SMALLEST_SHOWN, _NO_BOUND
        if cell in self.held.exact:
            return n, n
        middle = nearest_five(n)
        return max(middle - 2, SMALLEST_SHOWN), middle + 2

    def _is_told_to_be_few(self, pair: Share) -> bool:
        """Both counts are shown, of enough for a percentage, and there is none."""
        shows_both = not self.hidden & {pair.numerator, pair.denominator}
        low, _ = self._bounds_of(pair.denominator, self.counts[pair.denominator])
        return shows_both and low >= FEWEST_FOR_A_RATE

    def _rules(self) -> list[AtLeast]:
        rules = [rule for one in self.sums for rule in equal(one.total, one.parts)]
        # Nobody is counted who is not counted in.
        rules += [
            AtLeast(((1, one.denominator), (-1, one.numerator)))
            for one in (*self.shares, *self.all_but_few)
        ]
        for one in self.all_but_few:
            if self._is_told_to_be_few(one):
                rules.append(AtLeast(((1, one.denominator), (-1, one.numerator)), added=-1))
                rules.append(
                    AtLeast(((-1, one.denominator), (1, one.numerator)), added=SMALLEST_SHOWN - 1)
                )
        for one in self.shares:
            share = self.share(one)
            if share is not None:
                rules.extend(per_cent(share, one.numerator, one.denominator))
        return rules
