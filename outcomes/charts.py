"""Score cells and severity words for lists, and the sentence that says how somebody is doing."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinical.change import Change, change
from clinical.measures import MEASURES, Measure, Total, is_case, written
from clinical.measures import severity as severity_of
from outcomes.chart_layout import ChartPoint
from outcomes.trajectory import trajectory

__all__ = [
    "ChartPoint",
    "progress_sentence",
    "score_cell",
    "severity",
    "sparkline",
    "trajectory",
]

_WIDTH, _HEIGHT = 52, 34
_LEFT, _RIGHT, _TOP, _BOTTOM = 4, 48, 3, 31
# Room for an assessment and five sessions; a longer course is drawn closer together.
_USUAL_POINTS = 6
_UNREADABLE = SafeString('<span class="app-s">Cannot be read</span>')
_SIGNS = {Change.IMPROVED: " ✓", Change.WORSENED: " ▲", Change.NO_RELIABLE_CHANGE: ""}


def severity(measure: Measure, total: Total) -> SafeString:
    """The severity word in its shade of blue: darker is more severe."""
    return _severity(measure.code, total)


def sparkline(points: Sequence[Total], measure: Measure) -> SafeString:
    """Totals in order on the measure's whole scale, so that rows compare; the threshold dotted."""
    return _sparkline(measure.code, tuple(points))


def score_cell(points: Sequence[Total], measure: Measure) -> SafeString:
    """A list's cell: the line, the score now, the first, and whether the change is reliable.

    Screen readers hear one sentence instead. Nobody asked yet: it says so. Totals that this measure
    cannot have are said to be unreadable: one person's row never takes the list away.
    """
    if any(not measure.total_lowest <= total <= measure.total_highest for total in points):
        return _UNREADABLE
    return _score_cell(measure.code, tuple(points))


@lru_cache(maxsize=4096)
def progress_sentence(*, first: Total, last: Total, measure: Measure) -> SafeString:
    """`Down 6 from 18: reliable improvement. Still above the threshold.`"""
    moved = change(measure=measure, first=first, last=last)
    return format_html(
        "{}: <b>{}</b>.{}",
        _moved(first, last, measure),
        moved.label,
        _threshold(first, last, measure),
    )


def _moved(first: Total, last: Total, measure: Measure) -> str:
    began = written(measure, first)
    if first == last:
        return f"Same as first, {began}"
    by = written(measure, max(first, last) - min(first, last))
    return f"{'Down' if last < first else 'Up'} {by} from {began}"


def _threshold(first: Total, last: Total, measure: Measure) -> str:
    """Where the last score stands, and whether that is new. Empty for a measure without one."""
    if measure.caseness is None:
        return ""
    was, now = is_case(measure=measure, total=first), is_case(measure=measure, total=last)
    if not now:
        return " Now below the threshold." if was else " Below the threshold."
    where = "at" if last == measure.caseness else "above"
    return f" {'Still' if was else 'Now'} {where} the threshold."


@lru_cache(maxsize=256)
def _severity(code: str, total: Total) -> SafeString:
    band = severity_of(measure=MEASURES[code], total=total)
    return format_html(
        '<span class="app-sev app-sev--{}">{}</span>', band.level, band.word.capitalize()
    )


@lru_cache(maxsize=8192)
def _score_cell(code: str, points: tuple[Total, ...]) -> SafeString:
    measure = MEASURES[code]
    if not points:
        return SafeString('<span class="app-s app-2">None yet</span>')
    return format_html(
        '<div class="app-spark">{}<span aria-hidden="true"><b>{}</b>{}</span>'
        '<span class="nhsuk-u-visually-hidden">{}</span></div>',
        _sparkline(code, points),
        written(measure, points[-1]),
        _from_first(points, measure),
        _spoken(points, measure),
    )


def _from_first(points: tuple[Total, ...], measure: Measure) -> SafeString:
    if len(points) == 1:
        return format_html("<small>{}</small>", "first")
    moved = change(measure=measure, first=points[0], last=points[-1])
    return format_html(
        "<small{}>from {}{}</small>",
        "" if moved is Change.NO_RELIABLE_CHANGE else SafeString(' class="rel"'),
        written(measure, points[0]),
        _SIGNS[moved],
    )


def _spoken(points: tuple[Total, ...], measure: Measure) -> str:
    first, last = points[0], points[-1]
    now = written(measure, last)
    words = f"{measure.name} now {now}, {severity_of(measure=measure, total=last).word}"
    if len(points) == 1:
        return f"{words}, first score. "
    moved = change(measure=measure, first=first, last=last)
    if moved is Change.NO_RELIABLE_CHANGE:
        return f"{words}, first {written(measure, first)}, no reliable change. "
    direction = "fall" if last < first else "rise"
    by = written(measure, max(first, last) - min(first, last))
    return f"{words}, first {written(measure, first)}, reliable {direction} of {by}. "


@lru_cache(maxsize=8192)
def _sparkline(code: str, points: tuple[Total, ...]) -> SafeString:
    measure = MEASURES[code]
    step = (_RIGHT - _LEFT) / max(_USUAL_POINTS - 1, len(points) - 1)
    placed = [(round(_LEFT + step * at, 1), _y(total, measure)) for at, total in enumerate(points)]
    return format_html(
        '<svg width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        "{}{}{}</svg>",
        _WIDTH,
        _HEIGHT,
        _WIDTH,
        _HEIGHT,
        _dotted_threshold(measure),
        _line(placed) if len(placed) > 1 else "",
        format_html('<circle cx="{}" cy="{}" r="2.8" fill="#003087"/>', *placed[-1])
        if placed
        else "",
    )


def _dotted_threshold(measure: Measure) -> SafeString | str:
    if measure.caseness is None:
        return ""
    return format_html(
        '<path d="M0 {}H52" stroke="#768692" stroke-dasharray="2 2"/>',
        _y(measure.caseness, measure),
    )


def _line(placed: list[tuple[float, float]]) -> SafeString:
    return format_html(
        '<polyline points="{}" fill="none" stroke="#005eb8" stroke-width="1.7"/>',
        format_html_join(" ", "{},{}", placed),
    )


def _y(total: Total, measure: Measure) -> float:
    """Zero at the bottom, the measure's highest at the top."""
    return round(_BOTTOM - (_BOTTOM - _TOP) * float(total) / measure.total_highest, 1)
