"""The usual range on a chart: one band from p50 to p80, the same numbers that prompt a review."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinical.trajectory import Source, Table, source_words
from outcomes.chart_layout import Drawing

# The key stands at the top, where scores are rare: inside a wide chart, beside a small one.
_KEY_WIDTH, _LINE = 160, 13
_LOOK = SafeString('fill="#b7d3ea" fill-opacity=".62" stroke="#3f7fb5"')


def usual_range(drawing: Drawing, table: Table | None) -> SafeString:
    """The band with its key; nothing without a table, or where fewer than two sessions have a
    range.
    """
    usual = drawing.usual(table) if table is not None else []
    if len(usual) < 2:
        return SafeString("")
    upper = [(x, drawing.y(cell.p80)) for x, cell in usual]
    lower = [(x, drawing.y(cell.p50)) for x, cell in reversed(usual)]
    words = ["Usual range"]
    if any(cell.source is Source.SEED for _, cell in usual):
        words.append("(simulated)")
    return format_html(
        '<polygon points="{}" {}/>{}',
        format_html_join(" ", "{},{}", upper + lower),
        _LOOK,
        _key(drawing, words),
    )


def _key(drawing: Drawing, words: list[str]) -> SafeString:
    frame = drawing.frame
    x = frame.right - _KEY_WIDTH if frame.has_words else frame.right + 5
    lines = [" ".join(words)] if frame.has_words else words
    return format_html(
        '<rect x="{}" y="{}" width="10" height="10" {}/>{}',
        x,
        frame.top - 5,
        _LOOK,
        format_html_join(
            "",
            '<text class="m halo" x="{}" y="{}">{}</text>',
            ((x + 14, frame.top + 4 + _LINE * at, line) for at, line in enumerate(lines)),
        ),
    )


def usual_words(drawing: Drawing, table: Table | None) -> str:
    """The same for screen readers: the range at the latest scored session and what is behind it."""
    scored = len(drawing.scored)
    usual = drawing.usual(table) if table is not None else []
    latest = [cell for x, cell in usual if scored and x <= drawing.scored[-1][0]]
    if len(usual) < 2 or not latest:
        return ""
    cell = latest[-1]
    return f"Usual range at the latest score {cell.p50} to {cell.p80}: {source_words(cell)}."
