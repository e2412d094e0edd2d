"""Groups as dots with their 95 % range: filled where a group differs from all beyond chance."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from outcomes.shapes import shape
from reporting.charts import drawing
from reporting.charts.drawing import DARK, DASHED, SOFT, one, stroke
from reporting.figures import one_decimal

_WIDTH, _LEFT, _RIGHT = 610, 216, 480
_TOP, _STEP = 22, 27
_GRID = "#e3e7e9"


@dataclass(frozen=True, slots=True)
class GroupDot:
    """One group in percent; `share` is None where its numbers are not shown, `words` say why."""

    label: str
    share: float | None
    lowest: float
    highest: float
    words: str
    of: int = 0
    is_different: bool = False


def dots(groups: Sequence[GroupDot], *, everybody: float, chart: str, title: str) -> SafeString:
    """The groups under one another on one scale, everybody as a dashed line."""
    shown = [group for group in groups if group.share is not None]
    lowest = min([everybody, *(group.lowest for group in shown)])
    highest = max([everybody, *(group.highest for group in shown)])
    marks = list(drawing.ticks(lowest, highest, at_most=4))
    scale = _Scale(marks[0], max(marks[-1], marks[0] + 1))
    bottom = _TOP + _STEP * len(groups)
    x = scale.x(everybody)
    parts = [
        *(_mark(mark, scale.x(mark), bottom) for mark in marks),
        drawing.line(x1=x, y1=18, x2=x, y2=bottom, look=DASHED),
        drawing.text(f"All: {one_decimal(everybody)}%", x=x, y=13, anchor="middle"),
        *(_group(group, _TOP + _STEP * at + _STEP / 2, scale) for at, group in enumerate(groups)),
    ]
    return drawing.svg(
        parts,
        chart=chart,
        width=_WIDTH,
        height=bottom + 20,
        title=title,
        css="app-chart--fill app-chart--words",
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    lowest: float
    highest: float

    def x(self, percent: float) -> float:
        wide = _RIGHT - _LEFT
        return _LEFT + wide * (percent - self.lowest) / (self.highest - self.lowest)


def _mark(mark: int, x: float, bottom: float) -> SafeString:
    return drawing.line(x1=x, y1=_TOP, x2=x, y2=bottom, look=stroke(_GRID)) + drawing.text(
        f"{mark}%", x=x, y=bottom + 15, css="m", anchor="middle"
    )


def _group(group: GroupDot, y: float, scale: _Scale) -> SafeString:
    name = drawing.text(group.label, x=0, y=y, css="row")
    if group.share is None:
        return name + drawing.text(group.words, x=_LEFT, y=y, css="m halo row")
    x = scale.x(group.share)
    span = drawing.line(
        x1=scale.x(group.lowest), y1=y, x2=scale.x(group.highest), y2=y, look=stroke(SOFT, 2)
    )
    dot = shape(
        '<circle cx="{}" cy="{}" r="6" fill="{}" stroke="{}" stroke-width="2.4"/>',
        one(x),
        one(y),
        DARK if group.is_different else "#fff",
        DARK,
    )
    return name + span + dot + drawing.text(group.words, x=_WIDTH, y=y, css="row", anchor="end")
