"""What of the grid may be told: each place judged once, after those it is made of.

Months of everybody come first, then quarters, then years. What was told of the finer stands fast;
of the longer so much is told as leaves nothing hidden in the finer to be worked out. Groups of a
dimension are judged against somebody who knows exactly what is shown of everybody, so nothing that
another dimension tells of everybody helps. So it is for each measure; then those of a place that
add up are judged together, a quarter's with its months, whichever of them was asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from reporting import cells, counting, grid, one_practitioner
from reporting.dashboard.words import is_few
from reporting.figures import Chosen, GroupFigure
from reporting.grid import EVERYBODY, Grain, Place
from reporting.metrics.adding_up import adds_up
from reporting.metrics.measure import Kind, Measure, Placed, Tally
from reporting.metrics.registry import MEASURES
from reporting.one_practitioner import is_outcome
from reporting.period import Period, financial_year
from reporting.suppression import Held, Published, Share, Sum, publish

Counted = tuple[Placed, Tally]
Cell = tuple[Placed, Tally, str, Period]
Figures = Mapping[str, Sequence[GroupFigure]]
# Groups at a place that have no outcome of their own.
Apart = Callable[[Measure, Place], frozenset[str]]
# The group of whoever is in no known one: the empty one is everybody here.
NOT_KNOWN = "NOT_KNOWN"


def _nobody(_measure: Measure, _place: Place) -> frozenset[str]:
    return frozenset()


@dataclass(slots=True)
class OneMeasure:
    """One measure over times and groups. `count` gives its figures at a place."""

    measure: Measure
    count: Callable[[Place], Figures]
    apart: Apart = _nobody
    _told: dict[Place, Published] = field(default_factory=dict)

    def told(self, place: Place) -> Published:
        """What may be told of it, for the sake of other times and groups."""
        if place not in self._told:
            counts, held = (self._groups if place.dimension else self._everybody)(place)
            told, few = shares_of([self.measure], counts)
            found = _published(counts, told, few, held)
            mine = {cell for cell in counts if cell[3] == place.period and cell not in held.fixed}
            self._told[place] = Published({cell: found.counts[cell] for cell in mine}, {})
        return self._told[place]

    def counts(self, place: Place) -> dict[Cell, int]:
        """Its numbers of people or contacts there. A group of which nobody is counted in is none: a
        reader may know that it has nobody.
        """
        return counts_of([self.measure], self.count(place), place)

    def _everybody(self, place: Place) -> tuple[dict[Cell, int], Held]:
        """What was told of months and quarters within stands. Whoever holds groups too may know
        exactly what is shown of a quarter or a year.
        """
        counts, held = self.counts(place), Held()
        for one in map(Place, grid.within(place.period)):
            counts |= self.counts(one)
            held.fixed |= _fixed(self.told(one))
        held.exact |= {cell for cell in counts if grid.grain_of(cell[3]) is not Grain.MONTH}
        return counts, held

    def _groups(self, place: Place) -> tuple[dict[Cell, int], Held]:
        """Nothing by group of what is hidden of everybody then, or in a quarter of that time; of
        the rest everybody is known.
        """
        times = [place.period, *filter(_has_groups, grid.within(place.period))]
        counts: dict[Cell, int] = {}
        held, hidden = Held(), set()
        for period in times:
            told = self.told(Place(period)).counts
            hidden |= {cell[:2] for cell, said in told.items() if said is None}
            everybody = self.counts(Place(period)).items()
            known = {cell: n for cell, n in everybody if told[cell] is not None}
            held.exact |= known.keys()
            held.fixed |= dict.fromkeys(known, False)
            part = Place(period, place.dimension)
            counts |= known
            counts |= self.counts(part)
            if period != place.period:
                held.fixed |= _fixed(self.told(part))
        held.closed |= {
            cell for cell in counts if cell[:2] in hidden and _is_group(cell, of=place.period)
        }
        for group in self._alone(place):
            held.closed |= counts.keys() & _outcomes(self.measure, group, place.period)
        return counts, held

    def _alone(self, place: Place) -> frozenset[str]:
        """Groups that have no outcome of their own, and whoever keeps them company."""
        figures = self.count(place)[self.measure.slug]
        courses = {one.group: one.figure.denominator or one.figure.numerator for one in figures}
        return one_practitioner.in_company(self.apart(self.measure, place), courses)


@dataclass(slots=True)
class Family:
    """Measures that hang together: each is judged over times and groups, then all of a place
    together, where they add up.
    """

    measures: Sequence[Measure]
    count: Callable[[Place], Figures]
    apart: Apart = _nobody
    _told: dict[Place, Published] = field(default_factory=dict)
    _each: list[OneMeasure] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._each = [OneMeasure(one, self.count, self.apart) for one in self.measures]

    def told(self, place: Place) -> Published:
        """What may be told of it."""
        if place not in self._told:
            self._told[place] = self._judged(place)
        return self._told[place]

    def _judged(self, place: Place) -> Published:
        mine = counts_of(self.measures, self.count(place), place)
        hidden = {
            cell
            for one in self._each
            for cell, said in one.told(place).counts.items()
            if said is None
        }
        held, counts = Held(closed=hidden & mine.keys()), dict(mine)
        for other in self._beside(place):
            counts |= counts_of(self.measures, self.count(other), other)
            held.fixed |= _fixed(self.told(other))
        told, few = shares_of(self.measures, counts)
        found = _published(counts, told, few, held)
        return Published(
            {cell: found.counts[cell] for cell in mine},
            {share: said for share, said in found.shares.items() if share.numerator in mine},
        )

    @staticmethod
    def _beside(place: Place) -> Iterator[Place]:
        """What stands fast beside it: everybody then, or the months of a quarter. Not those of a
        year: seventeen times that add up in two ways would hide most of what a year tells, for
        the sake of few counts that can be told from all of them together.
        """
        if place.dimension:
            yield Place(place.period)
        elif grid.grain_of(place.period) is Grain.QUARTER:
            yield from map(Place, grid.within(place.period))


@dataclass(slots=True)
class Grid:
    """All measures of some families, each place counted once: everybody and groups from rows as
    they are. Sums of months are older than rows, and not of every group: what one source hides of
    everybody another would tell.
    """

    families: Sequence[Sequence[Measure]]
    _figures: dict[Place, Figures] = field(default_factory=dict)
    _judges: list[Family] = field(default_factory=list)
    _of_one: dict[Period, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._judges = [Family(one, self.figures, self._apart) for one in self.families]

    @classmethod
    def of(cls, slugs: Iterable[str]) -> "Grid":
        """These measures, with all that hangs together with them."""
        wanted = set(slugs)
        found = [one for one in families() if wanted & {measure.slug for measure in one}]
        return cls(found)

    def figures(self, place: Place) -> Figures:
        """As counted: everybody, or each group of a dimension."""
        if place not in self._figures:
            slugs = [measure.slug for one in self.families for measure in one]
            if place.dimension:
                self._figures[place] = _of_groups(slugs, place)
            else:
                self._figures |= _of_everybody(slugs, _beside(place.period))
        return self._figures[place]

    def _apart(self, measure: Measure, place: Place) -> frozenset[str]:
        """Teams whose outcomes are one practitioner's, asked for once a period."""
        if place.dimension != one_practitioner.DIMENSION or not is_outcome(measure):
            return frozenset()
        if place.period not in self._of_one:
            self._of_one[place.period] = one_practitioner.teams(place.period)
        return self._of_one[place.period]

    def told(self, place: Place) -> Published:
        """What may be told of it."""
        counts: dict[Cell, int | None] = {}
        shares: dict[Share, int | None] = {}
        for judge in self._judges:
            found = judge.told(place)
            counts |= found.counts
            shares |= found.shares
        return Published(counts, shares)


def _published(
    counts: Mapping[Cell, int], told: Sequence[Share], few: Sequence[Share], held: Held
) -> Published:
    """What may leave of one place, beside all that was told of the others."""
    return publish(
        counts,
        sums=list(_sums(counts)),
        shares=told,
        all_but_few=few,
        held=held,
        knows_why=False,
    )


def counts_of(measures: Iterable[Measure], figures: Figures, place: Place) -> dict[Cell, int]:
    """Every number of people or contacts at a place, but of groups without anybody."""
    found: dict[Cell, int] = {}
    for measure in measures:
        for one in figures[measure.slug]:
            found.update(_cells(measure, one, place.period))
    somebody = {cell[2] for cell, n in found.items() if n}
    return {cell: n for cell, n in found.items() if cell[2] in somebody or not place.dimension}


def shares_of(
    measures: Iterable[Measure], counts: Mapping[Cell, int]
) -> tuple[list[Share], list[Share]]:
    """The percentages that are told, and those that are not because only a few people are not
    counted.
    """
    told: list[Share] = []
    few: list[Share] = []
    rates = [one for one in measures if one.kind is Kind.RATE]
    for group, period in dict.fromkeys(cell[2:] for cell in counts):
        for measure in rates:
            n, of = pair = _pair(measure, group, period)
            if n in counts and of in counts:
                (few if is_few(counts[of] - counts[n]) else told).append(Share(*pair))
    return told, few


def share_of(measure: Measure, group: str, period: Period) -> Share:
    """The two counts of a measure there, and its percentage."""
    return Share(*_pair(measure, group, period))


@cache
def families() -> tuple[tuple[Measure, ...], ...]:
    """All measures, those together that divide by or add up to the same."""
    groups: list[set[Counted]] = []
    for linked in _links():
        touching = [one for one in groups if one & linked]
        groups = [one for one in groups if not one & linked]
        groups.append(linked.union(*touching))
    return tuple(
        tuple(one for one in MEASURES.values() if (one.placed, one.numerator) in group)
        for group in groups
    )


def _of_everybody(slugs: Sequence[str], periods: Sequence[Period]) -> dict[Place, Figures]:
    """Periods that begin on different days, in one query."""
    found = counting.by_period(slugs, periods=periods, chosen=Chosen(), count=cells.live)
    return {
        Place(period): {
            slug: [GroupFigure(EVERYBODY, "All", each[at])] for slug, each in found.items()
        }
        for at, period in enumerate(periods)
    }


def _of_groups(slugs: Sequence[str], place: Place) -> Figures:
    groups = counting.by_groups(
        slugs, place.dimension, period=place.period, chosen=Chosen(), count=cells.live
    )
    return {
        slug: [GroupFigure(one.group or NOT_KNOWN, one.label, one.figure) for one in each]
        for slug, each in groups.items()
    }


def _beside(period: Period) -> Sequence[Period]:
    """All times as long in the same financial year: whoever judges one soon asks for the others."""
    grain = grid.grain_of(period)
    if grain is None:
        return (period,)
    year = financial_year(period.start)
    return [one for one in (year, *grid.within(year)) if grid.grain_of(one) is grain]


def _has_groups(period: Period) -> bool:
    """Files are told of groups in it."""
    return grid.grain_of(period) in {Grain.QUARTER, Grain.YEAR}


def _fixed(told: Published) -> dict[Cell, bool]:
    return {cell: said is None for cell, said in told.counts.items()}


def _is_group(cell: Cell, *, of: Period) -> bool:
    return cell[2] != EVERYBODY and cell[3] == of


def _pair(measure: Measure, group: str, period: Period) -> tuple[Cell, Cell]:
    of = measure.denominator or measure.numerator
    return (measure.placed, measure.numerator, group, period), (measure.placed, of, group, period)


def _outcomes(measure: Measure, group: str, period: Period) -> set[Cell]:
    """What tells how the courses of a group came out: of a mean, how many it is of as well."""
    n, of = _pair(measure, group, period)
    return {n} if measure.kind in {Kind.RATE, Kind.COUNT} else {n, of}


def _cells(measure: Measure, one: GroupFigure, period: Period) -> Iterator[tuple[Cell, int]]:
    """The numbers of people or contacts: days added up over them are not shown at all."""
    n, of = _pair(measure, one.group, period)
    if not measure.numerator.amount or measure.kind is Kind.COUNT:
        yield n, one.figure.numerator
    if measure.denominator and not measure.denominator.amount:
        yield of, one.figure.denominator or 0


def _sums(counts: Mapping[Cell, int]) -> Iterator[Sum]:
    """Measures in each group, groups in each whole, shorter times in each longer one. Where the
    true numbers do not add up, as with an odd date, nobody can count on it.
    """
    groups: dict[Cell, list[Cell]] = {}
    for cell in counts:
        if cell[2] != EVERYBODY:
            groups.setdefault((cell[0], cell[1], EVERYBODY, cell[3]), []).append(cell)
    places = list(dict.fromkeys(cell[2:] for cell in counts))
    candidates: list[tuple[Cell, list[Cell]]] = [
        *(
            ((*one.total, *place), [(*part, *place) for part in one.parts])
            for one in adds_up()
            for place in places
        ),
        *groups.items(),
        *((cell, list(_shorter(cell))) for cell in counts),
    ]
    for total, parts in candidates:
        # A part of which nobody counts anybody is no cell
        known = [one for one in parts if one in counts]
        if known and total in counts and counts[total] == sum(counts[one] for one in known):
            yield Sum(total, tuple(known))


def _shorter(cell: Cell) -> Iterator[Cell]:
    """How things stand on the last day is the same of the last of them."""
    times = grid.parts_of(cell[3])
    for one in times[-1:] if cell[0] is Placed.PERIOD_END else times:
        yield (*cell[:3], one)


def _links() -> Iterator[set[Counted]]:
    for one in MEASURES.values():
        yield {(one.placed, one.numerator), (one.placed, one.denominator or one.numerator)}
    for sum_ in adds_up():
        yield {sum_.total, *sum_.parts}
