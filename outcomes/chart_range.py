"""The usual range on a chart: one band from p50 to p80, the same numbers that prompt a review."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from clinical.trajectory import ExpectedResponse, Source, source_words
from outcomes.chart_layout import Drawing
from outcomes.shapes import shape, shapes

# The key stands at the top, where scores are rare: inside a wide chart, beside a small one.
_KEY_WIDTH, _LINE = 160, 13
_LOOK = SafeString('fill="#b7d3ea" fill-opacity=".62" stroke="#3f7fb5"')


# Where the range stands from left to right, with its cell: `Drawing.usual` finds it.
Usual = Sequence[tuple[float, ExpectedResponse]]


def usual_range(drawing: Drawing, usual: Usual) -> SafeString:
    """The band with its key; nothing where fewer than two sessions have a range."""
    if len(usual) < 2:
        return SafeString("")
    upper = [(x, drawing.y(cell.p80)) for x, cell in usual]
    lower = [(x, drawing.y(cell.p50)) for x, cell in reversed(usual)]
    return shape(
        '<polygon points="{}" {}/>{}',
        shapes("{},{}", upper + lower, between=" "),
        _LOOK,
        _key(drawing, ["Usual range", *_simulated(usual)]),
    )


def _simulated(usual: Usual) -> list[str]:
    """How much of the band is no clinical data: all, part (too few people behind a cell), none."""
    simulated = [cell.source is Source.SEED for _, cell in usual]
    if all(simulated):
        return ["(simulated)"]
    return ["(partly simulated)"] if any(simulated) else []


def _key(drawing: Drawing, words: list[str]) -> SafeString:
    frame = drawing.frame
    x = frame.right - _KEY_WIDTH if frame.has_words else frame.right + 5
    lines = [" ".join(words)] if frame.has_words else words
    return shape(
        '<rect x="{}" y="{}" width="10" height="10" {}/>{}',
        x,
        frame.top - 5,
        _LOOK,
        shapes(
            '<text class="m halo" x="{}" y="{}">{}</text>',
            ((x + 14, frame.top + 4 + _LINE * at, line) for at, line in enumerate(lines)),
        ),
    )


def usual_words(drawing: Drawing, usual: Usual) -> str:
    """The same for screen readers: the range at the latest scored session and what is behind it."""
    scored = drawing.scored
    latest = [cell for x, cell in usual if scored and x <= scored[-1][0]]
    if len(usual) < 2 or not latest:
        return ""
    cell = latest[-1]
    range_words = " ".join(["Usual range", *_simulated(usual)])
    return f"{range_words} at the latest score {cell.p50} to {cell.p80}: {source_words(cell)}."
