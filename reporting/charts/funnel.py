"""From finishing to recovery: bars under one another, each with its count and its share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from outcomes.shapes import shape
from reporting.charts import drawing
from reporting.charts.drawing import DARK, MIDDLE, TRACK

_WIDTH, _STEP, _TALL = 420, 44, 14


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way: how many, and how many of what it is divided by; `count` as shown."""

    name: str
    part: float
    count: str
    share: str
    is_outcome: bool = False


def funnel(stages: Sequence[Stage], *, title: str) -> SafeString:
    """The bars, each `part` of the first, from 0 to 1."""
    parts = [piece for at, stage in enumerate(stages) for piece in _stage(stage, at * _STEP)]
    return drawing.svg(
        parts,
        chart="funnel",
        width=_WIDTH,
        height=len(stages) * _STEP + 2,
        title=title,
        css="app-chart--fill app-chart--words",
    )


def _stage(stage: Stage, y: int) -> tuple[SafeString, ...]:
    fill = DARK if stage.is_outcome else MIDDLE
    return (
        drawing.text(stage.name, x=0, y=y + 13),
        shape(
            '<text x="{}" y="{}" text-anchor="end"><tspan class="v">{}</tspan>{}</text>',
            _WIDTH,
            y + 13,
            stage.count,
            f", {stage.share}" if stage.share else "",
        ),
        drawing.box(x=0, y=y + 19, width=_WIDTH, height=_TALL, fill=TRACK),
        drawing.box(x=0, y=y + 19, width=_WIDTH * stage.part, height=_TALL, fill=fill),
    )
