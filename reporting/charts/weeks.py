"""Waits as a histogram: how many people started in each week after referral, 6 and 18 marked."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from outcomes.shapes import shape
from reporting.charts import drawing
from reporting.charts.drawing import BLUE, DASHED, GRID, one, stroke

WEEKS = 20
_WITHIN = 6
_MARKS = (6, 18)
_WIDTH, _HEIGHT = 620, 218
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 612, 34, 178
_STEP = (_RIGHT - _LEFT) / WEEKS
_GAP = 4
_LATE = "#7fb0da"
# How tall a bar is drawn whose number is not shown.
_HIDDEN_HEIGHT = 5


def histogram(counts: Sequence[int | None], *, title: str) -> SafeString:
    """One bar for each week, the last for all longer waits; None is a number that is not shown."""
    tallest = max((count for count in counts if count is not None), default=0)
    step = drawing.step_of(max(tallest, 1), at_most=3)
    top = max(-(-tallest // step) * step, step)
    parts = [
        *_grid(top, step),
        *(_bar(week, count, top) for week, count in enumerate(counts, start=1)),
        *(_mark(weeks) for weeks in _MARKS),
        drawing.text("Weeks waited; the last bar is all longer waits.", x=_LEFT, y=212, css="m"),
    ]
    return drawing.svg(
        parts, chart="waits", width=_WIDTH, height=_HEIGHT, title=title, css="app-chart--fill"
    )


def _grid(top: int, step: int) -> list[SafeString]:
    found = []
    for mark in range(0, top + 1, step):
        y = _y(mark, top)
        found.append(drawing.line(x1=_LEFT, y1=y, x2=_RIGHT, y2=y, look=stroke(GRID)))
        found.append(drawing.text(f"{mark}", x=_LEFT - 6, y=y + 4, css="m", anchor="end"))
    return found


def _bar(week: int, count: int | None, top: int) -> SafeString:
    x = _LEFT + (week - 1) * _STEP + _GAP / 2
    middle = x + (_STEP - _GAP) / 2
    name = drawing.text(f"{week}", x=middle, y=_BOTTOM + 16, css="m", anchor="middle")
    if count is None:
        return _hidden(x) + name
    y = _y(count, top)
    fill = BLUE if week <= _WITHIN else _LATE
    bar = drawing.box(x=x, y=y, width=_STEP - _GAP, height=_BOTTOM - y, fill=fill)
    words = (
        drawing.text(f"{count}", x=middle, y=y - 4, anchor="middle") if count else SafeString("")
    )
    return bar + words + name


def _hidden(x: float) -> SafeString:
    """A dashed box: somebody, and too few to say how many."""
    return shape(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="none" stroke="{}" '
        'stroke-dasharray="2 2"/>',
        one(x),
        one(_BOTTOM - _HIDDEN_HEIGHT),
        one(_STEP - _GAP),
        _HIDDEN_HEIGHT,
        drawing.SOFT,
    )


def _mark(weeks: int) -> SafeString:
    x = _LEFT + weeks * _STEP
    return drawing.line(x1=x, y1=20, x2=x, y2=_BOTTOM, look=DASHED) + drawing.text(
        f"{weeks} weeks", x=x - 3, y=16, anchor="end"
    )


def _y(count: int, top: int) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * count / top
