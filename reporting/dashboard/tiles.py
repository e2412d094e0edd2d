"""The eight tiles: value, state in words, standard with its source, count, and twelve months."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from reporting import named_periods, one_practitioner
from reporting.against import Against, against
from reporting.asked import Asked
from reporting.charts import months as charts
from reporting.dashboard.months import Line, line_of, title_of
from reporting.dashboard.together import Together, together
from reporting.figures import Figure
from reporting.metrics.measure import Measure
from reporting.metrics.registry import MEASURES, TILES
from reporting.period import Period, month_of
from reporting.standards import Standard, Standards


@dataclass(frozen=True, slots=True)
class Beside:
    """The same figure of another time or team."""

    label: str
    value: str
    count: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One measure on the page. `short_by` orders what is worst; 0 where nothing is missed."""

    slug: str
    name: str
    value: str
    count: str
    state: Against | None
    standard: str
    line: SafeString
    side: str
    beside: Beside | None

    @property
    def short_by(self) -> float:
        """How far the standard is missed."""
        return self.state.short_by if self.state else 0.0


@dataclass(frozen=True, slots=True)
class Counted:
    """What the tiles are made of: the period, beside what, and twelve months."""

    now: Mapping[str, Figure]
    beside: Mapping[str, Figure]
    months: Mapping[str, Sequence[Figure]]


def tiles(
    asked: Asked,
    counted: Counted,
    *,
    standards: Standards,
    exact: bool,
    alone: Collection[Period],
) -> tuple[Tile, ...]:
    """All of them, in the order of the page; no outcome in the times `alone`. A query where the
    other side is of a team.
    """
    other = asked.beside
    alone_there = one_practitioner.alone(other.chosen, [other.named.period]) if other else ()
    return tuple(
        _tile(
            measure,
            asked,
            together(
                measure,
                counted.now[measure.slug],
                months=counted.months[measure.slug],
                exact=exact,
                alone=alone,
            ),
            standards=standards,
            beside=_beside(measure, asked, counted, exact=exact, alone=alone_there),
        )
        for measure in map(MEASURES.__getitem__, TILES)
    )


def _tile(
    measure: Measure, asked: Asked, seen: Together, *, standards: Standards, beside: Beside | None
) -> Tile:
    period = asked.named.period
    months = [one.drawn for one in seen.months if has_begun(one.drawn.period, asked)]
    line = line_of(months, measure, standards=standards, on=asked.on)
    standard = standards.of(measure.slug, period.end)
    shown = seen.whole.shown
    return Tile(
        slug=measure.slug,
        name=measure.name,
        value=shown.value,
        count=shown.count,
        state=state_of(shown.figure, measure, standard, asked),
        standard=standard_words(standard, period, with_source=False),
        line=_drawn(measure, line),
        side=side_of(line, standard, asked),
        beside=beside,
    )


def has_begun(month: Period, asked: Asked) -> bool:
    """A month yet to come has no figure: a count of 0 would be drawn as a fall."""
    return month.start <= asked.on


def state_of(
    figure: Figure | None, measure: Measure, standard: Standard | None, asked: Asked
) -> Against | None:
    """Where it stands. A plan is of whole months: until they are over nothing is short of it, but
    what is met already is met.
    """
    if standard is None or figure is None:
        return None
    held_to = float(standard.value) * times(standard, asked.named.period)
    found = against(figure, measure, standard=held_to)
    if found is not None and found.short_by and _is_running(standard, asked):
        return None
    return found


def side_of(line: Line, standard: Standard | None, asked: Asked) -> str:
    """On which side the last six months were; nothing of a count whose last month is not over."""
    return "" if _is_running(standard, asked) else line.said


def _is_running(standard: Standard | None, asked: Asked) -> bool:
    return standard is not None and standard.is_a_plan and not asked.is_over


def standard_words(standard: Standard | None, period: Period, *, with_source: bool = True) -> str:
    """`At least 75% in 2026 to 2027 (NHS Talking Therapies manual)`; says where there is none.

    Without the source it is one line of a tile, and still says what no source could confirm.
    """
    if standard is None:
        return "No standard set"
    unsure = "" if standard.verified else ", unverified"
    kind = standard.words[:1].upper() + standard.words[1:]
    words = f"{kind} in {named_periods.year_name(period.end)}"
    if not with_source:
        return words + unsure
    source = "the service’s own" if standard.is_local else standard.source
    return f"{words} ({source}{unsure})"


def times(standard: Standard, period: Period) -> float:
    """A plan is for a month: of several months, so many times."""
    if not standard.is_a_plan:
        return 1.0
    return sum(_share_of(month, period) for month in period.months)


def _share_of(month: date, period: Period) -> float:
    """How much of a month lies in the period."""
    whole = month_of(month)
    first, last = max(whole.start, period.start), min(whole.end, period.end)
    return ((last - first).days + 1) / whole.end.day


def _drawn(measure: Measure, line: Line) -> SafeString:
    return charts.on_tile(line.points, chart=f"tile-{measure.slug}", title=title_of(line, measure))


def _beside(
    measure: Measure, asked: Asked, counted: Counted, *, exact: bool, alone: Collection[Period]
) -> Beside | None:
    other = counted.beside.get(measure.slug)
    if asked.beside is None or other is None:
        return None
    found = together(measure, other, exact=exact, alone=alone).whole.shown
    return Beside(asked.beside.label, found.value, found.count)
