"""What every chart of figures is made of: its frame with a title, round scales, and shades."""

from collections.abc import Iterable, Iterator
from math import ceil, floor, log10

from django.utils.safestring import SafeString

from outcomes.shapes import shape

INK, SOFT, GRID = "#212b32", "#4c6272", "#d8dde0"
PALE, MIDDLE, BLUE, DARK = "#e8f1f8", "#5f97c7", "#005eb8", "#003087"
TRACK = "#eef1f3"
DASHED = SafeString('stroke="#212b32" stroke-width="1.5" stroke-dasharray="5 4"')
# A scale is cut into steps of these, times a power of ten.
_STEPS = (1, 2, 5, 10)


def svg(
    parts: Iterable[SafeString], *, chart: str, width: int, height: int, title: str, css: str
) -> SafeString:
    """The picture. `chart` keeps the id of its title apart from those of others on the page."""
    return shape(
        '<svg class="app-chart {}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title" '
        'focusable="false"><title id="{}-title">{}</title>{}</svg>',
        css,
        width,
        height,
        chart,
        chart,
        title,
        SafeString("".join(parts)),
    )


def text(words: str, *, x: float, y: float, css: str = "", anchor: str = "start") -> SafeString:
    """Words in a picture."""
    return shape(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        css,
        one(x),
        one(y),
        anchor,
        words,
    )


def line(*, x1: float, y1: float, x2: float, y2: float, look: SafeString) -> SafeString:
    """A straight line."""
    return shape(
        '<path d="M{} {}L{} {}" fill="none" {}/>', one(x1), one(y1), one(x2), one(y2), look
    )


def box(*, x: float, y: float, width: float, height: float, fill: str) -> SafeString:
    """A filled box."""
    return shape(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        one(x),
        one(y),
        one(max(width, 0)),
        one(height),
        fill,
    )


def stroke(colour: str, width: float = 1) -> SafeString:
    """How a plain line looks."""
    return shape('stroke="{}" stroke-width="{}"', colour, width)


def one(number: float) -> str:
    """To one decimal: finer than anybody sees."""
    return f"{number:.1f}"


def step_of(highest: float, *, at_most: int) -> int:
    """The round step by which a scale up to this is cut into at most so many."""
    least = max(highest / at_most, 1)
    power = 10 ** floor(log10(least))
    return int(next(step * power for step in _STEPS if step * power >= least))


def ticks(lowest: float, highest: float, *, at_most: int = 5) -> Iterator[int]:
    """Round numbers from below the lowest to above the highest."""
    step = step_of(highest - lowest, at_most=at_most)
    yield from range(floor(lowest / step) * step, ceil(highest / step) * step + 1, step)
