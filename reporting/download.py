"""The counts of one measure as a table to keep: rounded and hidden together, labelled as such."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from clinical import spreadsheet, wording
from clinical.working_days import local_date
from reporting import counting, named_periods
from reporting.asked import Asked
from reporting.dimensions import DIMENSIONS
from reporting.figures import Figure
from reporting.metrics.measure import Kind, Measure
from reporting.suppression import Published, Share, Sum, publish, shown

NOTE = (
    "Counts are rounded to the nearest 5; * is fewer than 5, or hidden so that another cannot be "
    "worked out. Percentages are of exact counts, whole, and none is of fewer than 10."
)
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
    published = _published(rows)
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
    return rows + [
        _Row("Month", named_periods.short_month(one.period.start), one) for one in series
    ]


def _published(rows: Sequence[_Row]) -> Published:
    """All of it is judged together: groups add up to the period, months in it too."""
    counts = {("n", at): row.figure.numerator for at, row in enumerate(rows)}
    counts |= {
        ("of", at): row.figure.denominator
        for at, row in enumerate(rows)
        if row.figure.denominator is not None
    }
    shares = [Share(("n", at), ("of", at)) for at in range(len(rows)) if ("of", at) in counts]
    whole = rows[0].figure.period
    within = [
        at
        for at, row in enumerate(rows)
        if row.part == "Month" and whole.start <= row.figure.period.start <= whole.end
    ]
    groups = [at for at, row in enumerate(rows) if row.part not in {"Month", "Period"}]
    sums = [
        Sum((name, 0), tuple((name, at) for at in parts))
        for name in ("n", "of")
        for parts in (within, groups)
        if parts and _adds_up(counts, name, parts)
    ]
    return publish(counts, sums=sums, shares=shares)


def _adds_up(counts: dict[tuple[str, int], int], name: str, parts: Sequence[int]) -> bool:
    return (name, 0) in counts and counts[name, 0] == sum(counts[name, at] for at in parts)


def _line(row: _Row, at: int, measure: Measure, published: Published) -> tuple[str, ...]:
    period = row.figure.period
    of = shown(published.counts["of", at]) if ("of", at) in published.counts else ""
    share = published.shares.get(Share(("n", at), ("of", at)))
    per_cent = shown(share) if measure.kind is Kind.RATE else ""
    return (
        *(row.part, row.group, period.start.isoformat(), period.end.isoformat()),
        *(shown(published.counts["n", at]), of, per_cent),
    )
