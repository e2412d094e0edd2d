"""The usual range on a chart: one band from p50 to p80, the same numbers that prompt a review."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinical.trajectory import Source, Table, source_words
from outcomes.chart_layout import Drawing

_ROOM_ABOVE = 4


def usual_range(drawing: Drawing, table: Table | None) -> SafeString:
    """The band with its words; nothing without a table, or where fewer than two sessions have a
    range.
    """
    usual = drawing.usual(table) if table is not None else []
    if len(usual) < 2:
        return SafeString("")
    upper = [(x, drawing.y(cell.p80)) for x, cell in usual]
    lower = [(x, drawing.y(cell.p50)) for x, cell in reversed(usual)]
    last_x, last_y = upper[-1]
    is_simulated = any(cell.source is Source.SEED for _, cell in usual)
    return format_html(
        '<polygon points="{}" fill="#b7d3ea" fill-opacity=".62" stroke="#3f7fb5"/>'
        '<text class="m halo" x="{}" y="{}" text-anchor="end">{}</text>',
        format_html_join(" ", "{},{}", upper + lower),
        last_x,
        round(last_y - _ROOM_ABOVE, 1),
        "Usual range (simulated)" if is_simulated else "Usual range",
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
