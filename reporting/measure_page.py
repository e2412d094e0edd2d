"""One measure: what it counts, how it has gone, against what it was held, and by group."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.safestring import SafeString

from clinical import wording
from clinical.working_days import local_date
from reporting import counting, measure_mix, named_periods, one_practitioner
from reporting.against import Against, against
from reporting.asked import Asked
from reporting.charts import months as charts
from reporting.dashboard import fairness
from reporting.dashboard.months import Line, line_of, title_of
from reporting.dashboard.tiles import Beside, standard_words, times
from reporting.dashboard.together import Seen, Together, as_it_leaves, exactly
from reporting.dimensions import DIMENSIONS, dimension_called
from reporting.figures import Chosen, Figure, GroupFigure
from reporting.leaving import Leaving
from reporting.measure_mix import MixRow
from reporting.metrics.measure import Kind, Measure
from reporting.period import Period, month_of
from reporting.remembered import Counted, Remembered
from reporting.standards import Standard, Standards

# How far back the history of a standard is told.
_YEARS_BACK = 5


@dataclass(frozen=True, slots=True)
class Month:
    """One month as a row of the table."""

    label: str
    value: str
    count: str
    usual: str
    standard: str


@dataclass(frozen=True, slots=True)
class Held:
    """A standard that held, since when, by which source."""

    since: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a breakdown."""

    label: str
    value: str
    count: str
    between: str
    is_different: bool


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The measure by group: a chart where it is a share, and a table."""

    name: str
    chart: SafeString
    groups: tuple[Group, ...]
    gap: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one measure."""

    measure: Measure
    value: str
    count: str
    state: Against | None
    standard: str
    history: tuple[Held, ...]
    chart: SafeString
    side: str
    months: tuple[Month, ...]
    beside: Beside | None
    by: Breakdown | None
    of_one: str


_PAGES = Remembered[tuple[Page, tuple[MixRow, ...]]](most=128)


def read(
    measure: Measure, asked: Asked, *, by: str, exact: bool, now: datetime, counted: Counted
) -> tuple[Page, tuple[MixRow, ...]]:
    """The page, and the mix of people beside it for whoever sees exact counts; `by` is a dimension
    that exists, or empty. Nine queries at most, none where nothing was counted or decided since.
    """
    on, key = local_date(now), counted.key
    what = (measure.slug, by, asked.chosen, asked.named, asked.beside, asked.query, exact, on)
    # What no sum of months holds is as it is this minute.
    whole = (key, what) if key and measure.is_additive else None
    return _PAGES.read(
        whole,
        lambda: (
            page(measure, asked, by=by, exact=exact, on=on, key=key),
            measure_mix.read_ahead(measure, asked, sums=counted.sums, now=now) if exact else (),
        ),
    )


def page(
    measure: Measure,
    asked: Asked,
    *,
    by: str,
    exact: bool,
    on: date,
    key: Hashable | None = None,
) -> Page:
    """The page alone. Six queries at most where it is exact."""
    period, standards = asked.named.period, Standards(is_whole=asked.is_of_everybody)
    rows = _exactly(measure, asked, by) if exact else _leaving(measure, asked, by, on=on, key=key)
    drawn = [one.drawn for one in rows.seen.months]
    line = line_of(drawn, measure, standards=standards, gap=rows.seen.gap)
    standard = standards.of(measure.slug, period.end)
    found = rows.seen.whole
    return Page(
        measure=measure,
        value=found.shown.value,
        count=found.shown.count,
        state=_state(found.shown.figure, measure, standard, asked),
        standard=standard_words(standard, period),
        history=_history(measure.slug, standards, on=on),
        chart=charts.on_page(line.points, chart="months", title=title_of(line, measure)),
        side=line.said,
        months=tuple(
            _month(one, point_at, line, measure, exact=exact)
            for point_at, one in enumerate(rows.seen.months)
        ),
        beside=rows.beside,
        by=_breakdown(measure, by, rows.groups, rows.seen) if by else None,
        of_one=one_practitioner.RULE if rows.is_any_apart else "",
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the page is made of, as its reader sees it."""

    seen: Together
    groups: Sequence[GroupFigure]
    beside: Beside | None
    is_any_apart: bool


def _exactly(measure: Measure, asked: Asked, by: str) -> _Rows:
    slug, period, chosen = measure.slug, asked.named.period, asked.chosen
    figure = counting.read((slug,), period=period, chosen=chosen)[slug]
    months = named_periods.twelve_months(period.end)
    series = counting.series((slug,), months=months, chosen=chosen)[slug]
    groups = counting.by_group(slug, by, period=period, chosen=chosen) if by else []
    of_one = one_practitioner.apart(measure, by, period)
    times = [period, *(month_of(one) for one in months)]
    alone = _alone(measure, chosen, times)
    seen = exactly(
        measure,
        figure,
        groups=[one.figure for one in groups],
        months=series,
        apart=[at for at, one in enumerate(groups) if one.group in of_one],
        alone=alone,
    )
    beside = None
    if other := asked.beside:
        figures = counting.read((slug,), period=other.named.period, chosen=other.chosen)
        alone_there = _alone(measure, other.chosen, [other.named.period])
        found = exactly(measure, figures[slug], alone=alone_there).whole.shown
        beside = Beside(other.label, found.value, found.count)
    return _Rows(seen, groups, beside, is_any_apart=bool(of_one or alone))


def _alone(measure: Measure, chosen: Chosen, periods: Sequence[Period]) -> frozenset[Period]:
    is_outcome = one_practitioner.is_outcome(measure)
    return one_practitioner.alone(chosen, periods) if is_outcome else frozenset()


def _leaving(measure: Measure, asked: Asked, by: str, *, on: date, key: Hashable | None) -> _Rows:
    period, chosen, leaving = asked.named.period, asked.chosen, Leaving(on, key)
    months = [month_of(one) for one in named_periods.twelve_months(period.end)]
    groups = leaving.groups(measure, period, by) if by and asked.is_of_everybody else []
    of_one = one_practitioner.apart(measure, by, period)
    seen = as_it_leaves(
        measure,
        (period, leaving.of(measure, period, chosen)),
        groups=[(period, said) for _, said in groups],
        months=[
            (month, said)
            for month, said in zip(months, leaving.months(measure, months, chosen), strict=True)
        ],
        apart=[at for at, (one, _) in enumerate(groups) if one.group in of_one],
    )
    beside = None
    if other := asked.beside:
        found = leaving.of(measure, other.named.period, other.chosen).shown
        beside = Beside(other.label, found.value, found.count)
    return _Rows(seen, [one for one, _ in groups], beside, is_any_apart=bool(of_one))


def dimension_asked(by: str) -> str:
    """The dimension of this name. Raises Refused where there is none."""
    return dimension_called(by).slug if by else ""


def dimensions() -> tuple[tuple[str, str], ...]:
    """By what a figure can be broken down."""
    return tuple((slug, one.name) for slug, one in DIMENSIONS.items())


def _state(
    figure: Figure | None, measure: Measure, standard: Standard | None, asked: Asked
) -> Against | None:
    if standard is None or figure is None:
        return None
    held_to = float(standard.value) * times(standard, asked.named.period)
    return against(figure, measure, standard=held_to)


def _history(slug: str, standards: Standards, *, on: date) -> tuple[Held, ...]:
    """Each standard that held in the last years, the latest first."""
    found: list[Standard] = []
    for year in range(on.year - _YEARS_BACK, on.year + 1):
        for month in range(1, 13):
            one = standards.of(slug, date(year, month, 1))
            if one is not None and one not in found and date(year, month, 1) <= on:
                found.append(one)
    return tuple(_held(one, on=on) for one in reversed(found))


def _held(one: Standard, *, on: date) -> Held:
    unsure = "" if one.verified else " (unverified)"
    return Held(wording.sentence_date(one.valid_from, on), one.words, f"{one.source}{unsure}")


def _month(seen: Seen, at: int, line: Line, measure: Measure, *, exact: bool) -> Month:
    point, found = line.points[at], seen.shown
    unit = "%" if measure.kind is Kind.RATE else ""
    usual = ""
    if exact and point.lowest is not None and point.highest is not None:
        digits = 1 if unit else 0
        usual = f"{point.lowest:.{digits}f} to {point.highest:.{digits}f}{unit}"
    standard = "" if point.standard is None else f"{point.standard:g}{unit}"
    return Month(point.label, found.value, found.count, usual, standard)


def _breakdown(
    measure: Measure, by: str, figures: Sequence[GroupFigure], seen: Together
) -> Breakdown:
    if measure.kind is Kind.RATE:
        drawn = [
            replace(one, figure=row.drawn) for one, row in zip(figures, seen.groups, strict=True)
        ]
        said = [row.shown.value for row in seen.groups]
        found = fairness.dimension(measure, by, drawn, whole=seen.whole.drawn, held_back=said)
        groups = tuple(
            Group(one.label, one.value, one.count, one.between, one.is_different)
            for one in found.groups
        )
        return Breakdown(found.name, found.chart, groups, found.gap)
    groups = tuple(
        Group(one.label, row.shown.value, row.shown.count, "", is_different=False)
        for one, row in zip(figures, seen.groups, strict=True)
    )
    return Breakdown(DIMENSIONS[by].name, SafeString(""), groups, "")
