"""The counts of one measure as a table to keep: rounded and hidden together, labelled as such."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clinical import spreadsheet, wording
from clinical.working_days import local_date
from reporting import counting, named_periods
from reporting.asked import Asked
from reporting.dimensions import DIMENSIONS
from reporting.figures import Figure
from reporting.leaving import judged, share_at
from reporting.metrics.measure import Kind, Measure
from reporting.suppression import Published, shown

NOTE = (
    "Counts are rounded to the nearest 5; * is fewer than 5, or hidden so that another cannot be "
    "worked out. Percentages are of exact counts, whole, and none is of fewer than 10."
)
_MONTH = "Month"
_HEADS = ("Part", "Group", "From", "To", "Counted", "Out of", "Per cent")


@dataclass(frozen=True, slots=True)
class _Row:
    part: str
    group: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Taken:
    """By whom and when."""

    by: str
    at: datetime


def as_csv(measure: Measure, asked: Asked, *, by: str, taken: Taken) -> str:
    """The period, the twelve months that end with it, and its groups where one is asked for."""
    rows = _rows(measure, asked, by)
    whole, *rest = rows
    published = judged(
        whole.figure,
        groups=[row.figure for row in rest if row.part != _MONTH],
        months=[row.figure for row in rest if row.part == _MONTH],
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for line in _head(measure, asked, taken):
        writer.writerow([spreadsheet.cell(cell) for cell in line])
    writer.writerow(_HEADS)
    for at, row in enumerate(rows):
        writer.writerow([spreadsheet.cell(cell) for cell in _line(row, at, measure, published)])
    return text.getvalue()


def _head(measure: Measure, asked: Asked, taken: Taken) -> Iterable[tuple[str, str]]:
    on = local_date(taken.at)
    yield "Measure", f"{measure.name} ({measure.id})"
    yield "Definition", measure.definition
    yield "Source", measure.source
    yield "Of", ", ".join(filter(None, (asked.place, asked.narrowed)))
    yield "Taken", f"{taken.by}, {wording.sentence_time(taken.at, on)}, {on:%d %B %Y}"
    yield "Note", NOTE


def _rows(measure: Measure, asked: Asked, by: str) -> list[_Row]:
    period, chosen, slug = asked.named.period, asked.chosen, measure.slug
    whole = counting.read((slug,), period=period, chosen=chosen)[slug]
    rows = [_Row("Period", "All", whole)]
    if by:
        name = DIMENSIONS[by].name
        groups = counting.by_group(slug, by, period=period, chosen=chosen)
        rows += [_Row(name, one.label, one.figure) for one in groups]
    months = named_periods.twelve_months(period.end)
    series = counting.series((slug,), months=months, chosen=chosen)[slug]
    return rows + [_Row(_MONTH, named_periods.short_month(one.period.start), one) for one in series]


def _line(row: _Row, at: int, measure: Measure, published: Published) -> tuple[str, ...]:
    period = row.figure.period
    of = shown(published.counts["of", at]) if ("of", at) in published.counts else ""
    share = published.shares.get(share_at(at))
    per_cent = shown(share) if measure.kind is Kind.RATE else ""
    return (
        *(row.part, row.group, period.start.isoformat(), period.end.isoformat()),
        *(shown(published.counts["n", at]), of, per_cent),
    )
