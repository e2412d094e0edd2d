"""A figure by month as a line: its standard dashed, its usual range shaded behind it.

Small on a tile, with a scale on the page of one measure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from outcomes.shapes import shape
from reporting.charts import drawing
from reporting.charts.drawing import BLUE, DARK, DASHED, GRID, PALE, one, stroke


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One month: its name, its value where anybody counted, between what it usually moves, and the
    standard that held in it.
    """

    label: str
    value: float | None
    lowest: float | None = None
    highest: float | None = None
    standard: float | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    css: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    has_scale: bool


_TILE = _Frame("app-chart--tile", 270, 60, 4, 266, 6, 40, has_scale=False)
_PAGE = _Frame("app-chart--page", 1240, 262, 46, 1204, 14, 230, has_scale=True)
# Fewer than two points of the scale would make chance look like a cliff.
_LEAST_SPAN = 4.0


def on_tile(months: Sequence[MonthPoint], *, chart: str, title: str) -> SafeString:
    """The line of a tile."""
    return _drawn(months, chart=chart, title=title, frame=_TILE)


def on_page(months: Sequence[MonthPoint], *, chart: str, title: str) -> SafeString:
    """The line of a measure's page, with a scale and every month named."""
    return _drawn(months, chart=chart, title=title, frame=_PAGE)


@dataclass(frozen=True, slots=True)
class _Scale:
    lowest: float
    highest: float
    frame: _Frame

    def y(self, value: float) -> float:
        tall = self.frame.bottom - self.frame.top
        return self.frame.bottom - tall * (value - self.lowest) / (self.highest - self.lowest)


def _drawn(months: Sequence[MonthPoint], *, chart: str, title: str, frame: _Frame) -> SafeString:
    scale = _scale(months, frame)
    step = (frame.right - frame.left) / max(len(months) - 1, 1)
    xs = [frame.left + step * at for at in range(len(months))]
    parts = [
        _usual(months, xs, scale),
        _grid(scale) if frame.has_scale else SafeString(""),
        _standard(months, xs, scale),
        _line(months, xs, scale),
        *_dots(months, xs, scale),
        *_names(months, xs, frame),
    ]
    return drawing.svg(
        parts, chart=chart, width=frame.width, height=frame.height, title=title, css=frame.css
    )


def _scale(months: Sequence[MonthPoint], frame: _Frame) -> _Scale:
    seen = [
        value
        for month in months
        for value in (month.value, month.lowest, month.highest, month.standard)
        if value is not None
    ]
    lowest, highest = min(seen, default=0.0), max(seen, default=1.0)
    missing = max(_LEAST_SPAN - (highest - lowest), 0) / 2
    if frame.has_scale:
        marks = list(drawing.ticks(lowest - missing, highest + missing))
        return _Scale(marks[0], marks[-1], frame)
    return _Scale(lowest - missing, highest + missing, frame)


def _usual(months: Sequence[MonthPoint], xs: Sequence[float], scale: _Scale) -> SafeString:
    """The range as one shape with edges, so that it is seen in grey and in forced colours."""
    known = [
        (x, month.lowest, month.highest)
        for x, month in zip(xs, months, strict=True)
        if month.lowest is not None and month.highest is not None
    ]
    if len(known) < 2:  # noqa: PLR2004 - a shape needs two sides
        return SafeString("")
    above = " ".join(f"{one(x)},{one(scale.y(high))}" for x, _, high in known)
    below = " ".join(f"{one(x)},{one(scale.y(low))}" for x, low, _ in reversed(known))
    return shape(
        '<polygon points="{} {}" fill="{}" stroke="#9cc3e3" stroke-width="0.8"/>',
        above,
        below,
        PALE,
    )


def _grid(scale: _Scale) -> SafeString:
    frame = scale.frame
    found = SafeString("")
    for mark in drawing.ticks(scale.lowest, scale.highest):
        y = scale.y(mark)
        found += drawing.line(x1=frame.left, y1=y, x2=frame.right, y2=y, look=stroke(GRID))
        found += drawing.text(f"{mark}", x=frame.left - 8, y=y + 4, css="m", anchor="end")
    return found


def _standard(months: Sequence[MonthPoint], xs: Sequence[float], scale: _Scale) -> SafeString:
    """Dashed, and a step where a new year brought another: the past keeps its own."""
    found = SafeString("")
    half = (xs[1] - xs[0]) / 2 if len(xs) > 1 else 0
    for value, run in groupby(zip(xs, months, strict=True), key=lambda each: each[1].standard):
        places = [x for x, _ in run]
        if value is None:
            continue
        first = max(places[0] - half, scale.frame.left)
        last = min(places[-1] + half, scale.frame.right)
        y = scale.y(value)
        found += drawing.line(x1=first, y1=y, x2=last, y2=y, look=DASHED)
    return found


def _line(months: Sequence[MonthPoint], xs: Sequence[float], scale: _Scale) -> SafeString:
    """A gap where nobody counted."""
    path, pen = "", "M"
    for x, month in zip(xs, months, strict=True):
        if month.value is None:
            pen = "M"
            continue
        path += f"{pen}{one(x)} {one(scale.y(month.value))}"
        pen = "L"
    return shape('<path d="{}" fill="none" stroke="{}" stroke-width="2"/>', path, BLUE)


def _dots(months: Sequence[MonthPoint], xs: Sequence[float], scale: _Scale) -> list[SafeString]:
    """The last month on a tile, every month on a page."""
    known = [
        (x, month.value) for x, month in zip(xs, months, strict=True) if month.value is not None
    ]
    shown = known if scale.frame.has_scale else known[-1:]
    return [
        shape('<circle cx="{}" cy="{}" r="4" fill="{}"/>', one(x), one(scale.y(value)), DARK)
        for x, value in shown
    ]


def _names(months: Sequence[MonthPoint], xs: Sequence[float], frame: _Frame) -> list[SafeString]:
    if not months:
        return []
    y = frame.bottom + (20 if frame.has_scale else 15)
    if frame.has_scale:
        return [
            drawing.text(month.label, x=x, y=y, css="m", anchor="middle")
            for x, month in zip(xs, months, strict=True)
        ]
    return [
        drawing.text(months[0].label, x=0, y=y, css="m"),
        drawing.text(months[-1].label, x=frame.width, y=y, css="m", anchor="end"),
    ]
