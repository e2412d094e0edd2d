"""One measure: what it counts, how it has gone, against what it was held, and by group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.safestring import SafeString

from clinical import wording
from clinical.working_days import local_date
from reporting import counting, measure_mix, named_periods, one_practitioner
from reporting.against import Against
from reporting.asked import Asked
from reporting.charts import months as charts
from reporting.dashboard import fairness
from reporting.dashboard.months import Line, line_of, title_of
from reporting.dashboard.tiles import Beside, has_begun, side_of, standard_words, state_of
from reporting.dashboard.together import Seen, Together, together
from reporting.dimensions import DIMENSIONS
from reporting.figures import Chosen, GroupFigure
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
            page(measure, asked, by=by, exact=exact, on=on),
            measure_mix.read_ahead(measure, asked, sums=counted.sums, now=now) if exact else (),
        ),
    )


def page(measure: Measure, asked: Asked, *, by: str, exact: bool, on: date) -> Page:
    """The page alone. Eight queries at most."""
    period, standards = asked.named.period, Standards(is_whole=asked.is_of_everybody)
    figure = counting.read((measure.slug,), period=period, chosen=asked.chosen)[measure.slug]
    months = named_periods.twelve_months(period.end)
    series = counting.series((measure.slug,), months=months, chosen=asked.chosen)[measure.slug]
    groups = counting.by_group(measure.slug, by, period=period, chosen=asked.chosen) if by else []
    of_one = one_practitioner.apart(measure, by, period)
    alone = _alone(measure, asked.chosen, [period, *map(month_of, months)])
    seen = together(
        measure,
        figure,
        groups=[one.figure for one in groups],
        months=series,
        exact=exact,
        apart=[at for at, one in enumerate(groups) if one.group in of_one],
        alone=alone,
    )
    begun = [one for one in seen.months if has_begun(one.drawn.period, asked)]
    line = line_of([one.drawn for one in begun], measure, standards=standards, on=asked.on)
    standard = standards.of(measure.slug, period.end)
    found = seen.whole.shown
    return Page(
        measure=measure,
        value=found.value,
        count=found.count,
        state=state_of(found.figure, measure, standard, asked),
        standard=standard_words(standard, period),
        history=_history(measure.slug, standards, on=on),
        chart=_drawn(line, measure),
        side=side_of(line, standard, asked),
        months=tuple(
            _month(one, point_at, line, measure, exact=exact) for point_at, one in enumerate(begun)
        ),
        beside=_beside(measure, asked, exact=exact),
        by=_breakdown(measure, by, groups, seen) if by else None,
        of_one=one_practitioner.RULE if of_one or alone else "",
    )


def _beside(measure: Measure, asked: Asked, *, exact: bool) -> Beside | None:
    if asked.beside is None:
        return None
    other = asked.beside
    figures = counting.read((measure.slug,), period=other.named.period, chosen=other.chosen)
    alone = _alone(measure, other.chosen, [other.named.period])
    found = together(measure, figures[measure.slug], exact=exact, alone=alone).whole.shown
    return Beside(other.label, found.value, found.count)


def _alone(measure: Measure, chosen: Chosen, periods: Sequence[Period]) -> frozenset[Period]:
    is_outcome = one_practitioner.is_outcome(measure)
    return one_practitioner.alone(chosen, periods) if is_outcome else frozenset()


def dimensions() -> tuple[tuple[str, str], ...]:
    """By what a figure can be broken down."""
    return tuple((slug, one.name) for slug, one in DIMENSIONS.items())


def _drawn(line: Line, measure: Measure) -> SafeString:
    """Empty where no month has a figure: a scale without a line measures nothing."""
    if all(point.value is None for point in line.points):
        return SafeString("")
    return charts.on_page(line.points, chart="months", title=title_of(line, measure))


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
