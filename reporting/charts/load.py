"""A caseload as a bar: the appointments a week it takes, against those agreed."""

from django.utils.safestring import SafeString

from outcomes.shapes import shape
from reporting.charts import drawing
from reporting.charts.drawing import DARK, INK, MIDDLE, TRACK, one

_WIDTH, _HEIGHT, _TOP, _TALL = 240, 20, 3, 14


def load_bar(*, load: int, agreed: int | None, whole: int, is_over: bool) -> SafeString:
    """The bar on the scale of the whole team, and a stroke for what is agreed. The numbers stand
    beside it in words.
    """
    fill = DARK if is_over else MIDDLE
    parts = drawing.box(x=0, y=_TOP, width=_WIDTH, height=_TALL, fill=TRACK)
    parts += drawing.box(x=0, y=_TOP, width=_WIDTH * load / whole, height=_TALL, fill=fill)
    if agreed is not None:
        parts += drawing.box(
            x=min(_WIDTH * agreed / whole, _WIDTH - 2), y=0, width=2, height=_HEIGHT, fill=INK
        )
    return shape(
        '<svg class="app-load" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        _WIDTH,
        one(_HEIGHT),
        parts,
    )
