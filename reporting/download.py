"""The counts of one measure as a table to keep: rounded and hidden together, labelled as such."""

import csv
import io
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from clinical import spreadsheet, wording
from clinical.working_days import local_date
from reporting import grid, named_periods
from reporting.asked import Asked
from reporting.dimensions import DIMENSIONS
from reporting.grid import EVERYBODY, Place
from reporting.grid_counts import Grid, share_of
from reporting.metrics.measure import Kind, Measure, Tally
from reporting.period import month_of
from reporting.suppression import Published, shown

NOTE = (
    "Counts are rounded to the nearest 5; * is fewer than 5, or hidden so that another cannot be "
    "worked out. Percentages are of exact counts, whole, and none is of fewer than 10. Groups are "
    "told of whole quarters and years, so that no two files together tell what both hide."
)
_MONTH = "Month"
_HEADS = ("Part", "Group", "From", "To", "Counted", "Out of", "Per cent")


@dataclass(frozen=True, slots=True)
class _Row:
    part: str
    label: str
    place: Place
    group: str


@dataclass(frozen=True, slots=True)
class Taken:
    """By whom and when."""

    by: str
    at: datetime


def as_csv(measure: Measure, asked: Asked, *, by: str, taken: Taken) -> str:
    """The period, its groups where a breakdown is asked for, and of the whole service the twelve
    months that end with it. Raises Refused for what is no place of the grid.
    """
    on = local_date(taken.at)
    place = grid.place_of(asked.named.period, asked.chosen, by=by, on=on)
    judged = Grid.of([measure.slug])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    lines: list[tuple[str, ...]] = [*_head(measure, asked, taken), _HEADS]
    lines += [_line(row, measure, judged.told(row.place)) for row in _rows(measure, place, judged)]
    writer.writerows([spreadsheet.cell(cell) for cell in line] for line in lines)
    return text.getvalue()


def _head(measure: Measure, asked: Asked, taken: Taken) -> Iterable[tuple[str, str]]:
    on = local_date(taken.at)
    yield "Measure", f"{measure.name} ({measure.id})"
    yield "Definition", measure.definition
    yield "Source", measure.source
    yield "Of", ", ".join(filter(None, (asked.place, asked.narrowed)))
    yield "Taken", f"{taken.by}, {wording.sentence_time(taken.at, on)}, {on:%d %B %Y}"
    yield "Note", NOTE


def _rows(measure: Measure, place: Place, judged: Grid) -> Iterator[_Row]:
    if place.group is not None:
        yield _Row("Period", "All", place, place.group)
        return
    yield _Row("Period", "All", Place(place.period), EVERYBODY)
    if place.dimension:
        name = DIMENSIONS[place.dimension].name
        for one in judged.figures(place)[measure.slug]:
            yield _Row(name, one.label, place, one.group)
    for first in named_periods.twelve_months(place.period.end):
        month = Place(month_of(first))
        yield _Row(_MONTH, named_periods.short_month(first), month, EVERYBODY)


def _line(row: _Row, measure: Measure, told: Published) -> tuple[str, ...]:
    period = row.place.period
    pair = share_of(measure, row.group, period)
    of = _said(told, pair.denominator, measure.denominator)
    per_cent = shown(told.shares.get(pair)) if measure.kind is Kind.RATE else ""
    return (
        *(row.part, row.label, period.start.isoformat(), period.end.isoformat()),
        *(_said(told, pair.numerator, measure.numerator), of, per_cent),
    )


def _said(told: Published, cell: Hashable, tally: Tally | None) -> str:
    """Days or points added up are no people: nothing is said of them."""
    if tally is None or (tally.amount and cell not in told.counts):
        return ""
    return shown(told.counts.get(cell))
