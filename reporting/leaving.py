"""What pages and prints say to whoever may not open the people: what files say, of the same grid.

A number is shown only where a file would tell it, so that a page beside a file tells nothing more.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from clinical.errors import Refused
from reporting import grid
from reporting.asked import Asked
from reporting.dashboard import words
from reporting.dashboard.words import Shown
from reporting.figures import Chosen, Figure, GroupFigure
from reporting.grid import EVERYBODY, Place
from reporting.grid_counts import Grid, family_of, share_of
from reporting.metrics.measure import Kind, Measure
from reporting.period import Period
from reporting.remembered import Remembered
from reporting.suppression import FEWEST_FOR_A_RATE, Published

# Judging a year of a family takes a second or two: for all who ask of the same count, once.
_GRIDS = Remembered[Grid](most=16)


@dataclass(frozen=True, slots=True)
class Said:
    """One row as it leaves: in words, and its two counts as published, None where hidden."""

    shown: Shown
    numerator: int | None
    denominator: int | None

    @property
    def missing(self) -> int | None:
        """How many are not counted, by what is published of both: it tells nothing more."""
        if self.numerator is None or self.denominator is None:
            return None
        return max(self.denominator - self.numerator, 0)


@dataclass(frozen=True, slots=True)
class Leaving:
    """As of a day. `key` is of which count this is (see `remembered`), None for this minute."""

    on: date
    key: Hashable | None = None
    _grids: dict[str, Grid] = field(default_factory=dict, compare=False)

    def of(self, measure: Measure, period: Period, chosen: Chosen) -> Said:
        """One figure: of everybody, or of the one group that is chosen."""
        try:
            place = grid.place_of(period, chosen, by="", on=self.on)
        except Refused:
            return _off_the_grid()
        judged = self._grid(measure)
        group = EVERYBODY if place.group is None else place.group
        found = [one for one in judged.figures(place)[measure.slug] if one.group == group]
        row = found[0] if found else _nobody(measure, place, group)
        return _said(measure, row, judged.told(place))

    def groups(
        self, measure: Measure, period: Period, dimension: str
    ) -> list[tuple[GroupFigure, Said]]:
        """Each group of a dimension, none where files are not told of them."""
        place = Place(period, dimension)
        if grid.off_grid(place, on=self.on):
            return []
        judged = self._grid(measure)
        told = judged.told(place)
        return [(one, _said(measure, one, told)) for one in judged.figures(place)[measure.slug]]

    def months(self, measure: Measure, months: Sequence[Period], chosen: Chosen) -> list[Said]:
        """Months of everybody; a group has none."""
        return [self.of(measure, month, chosen) for month in months]

    def _grid(self, measure: Measure) -> Grid:
        family = family_of(measure)
        name = family[0].slug
        if name not in self._grids:
            key = self.key and (self.key, name)
            self._grids[name] = _GRIDS.read(key, lambda: Grid((family,)))
        return self._grids[name]


def why_not(asked: Asked, *, on: date) -> str:
    """Why what was asked is not told with small counts hidden, and what to ask instead; empty where
    it is.
    """
    sides = [(asked.named.period, asked.chosen)]
    if asked.beside is not None:
        sides.append((asked.beside.named.period, asked.beside.chosen))
    for period, chosen in sides:
        try:
            grid.place_of(period, chosen, by="", on=on)
        except Refused as refusal:
            return str(refusal)
    return ""


def value_that_leaves(
    measure: Measure, figure: Figure, told: Published, group: str
) -> Decimal | None:
    """The value of a row as it leaves, None where it does not."""
    pair = share_of(measure, group, figure.period)
    if figure.value is None or measure.is_of_one:
        return None
    if measure.kind is Kind.RATE:
        share = told.shares.get(pair)
        return None if share is None else Decimal(share)
    if measure.kind is Kind.COUNT:
        count = told.counts.get(pair.numerator)
        return None if count is None else Decimal(count)
    taken_over = figure.numerator if measure.statistic else figure.denominator or 0
    people = told.counts.get(pair.numerator if measure.statistic else pair.denominator)
    if people is None or taken_over < FEWEST_FOR_A_RATE:
        return None
    return figure.value.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _said(measure: Measure, row: GroupFigure, told: Published) -> Said:
    pair = share_of(measure, row.group, row.figure.period)
    numerator = told.counts.get(pair.numerator)
    denominator = told.counts.get(pair.denominator) if measure.denominator else None
    value = value_that_leaves(measure, row.figure, told, row.group)
    if measure.is_of_one and row.figure.value is not None:
        return Said(Shown(words.NOT_SHOWN, "", None), numerator, denominator)
    if value is None:
        is_few = measure.kind is Kind.COUNT and row.figure.numerator < words.FEWEST_COUNTED
        why = words.FEW.capitalize() if is_few else words.TOO_FEW
        return Said(Shown(why, "", None), numerator, denominator)
    people = (numerator if measure.denominator is None else denominator) or 0
    figure = replace(row.figure, numerator=numerator or 0, denominator=denominator, value=value)
    if measure.kind is Kind.RATE:
        figure = replace(figure, numerator=round(value * people / 100))
    said = words.of_published(measure, value, people)
    return Said(Shown(*said, figure), numerator, denominator)


def _off_the_grid() -> Said:
    return Said(Shown(words.NOT_TOLD, "", None), None, None)


def _nobody(measure: Measure, place: Place, group: str) -> GroupFigure:
    of = 0 if measure.denominator else None
    return GroupFigure(group, "", Figure(measure.slug, place.period, 0, of, None))
