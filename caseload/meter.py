"""The meter: how full a caseload is against the agreed number, as SVG with its numbers in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SHADES = ("a", "b", "c")
_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the people on a caseload: "51 in treatment". The shade is its place in the meter."""

    label: str
    count: int
    shade: str


@dataclass(frozen=True, slots=True)
class Meter:
    """A drawn meter, its parts for the key beneath, and the room that is left."""

    svg: SafeString
    parts: tuple[Part, ...]
    room: int


def meter(*, counts: Sequence[tuple[str, int]], agreed: int | None) -> Meter:
    """The meter of up to three groups against the agreed number; without one, against their sum."""
    parts = tuple(
        Part(label, count, shade) for (label, count), shade in zip(counts, SHADES, strict=False)
    )
    total = sum(part.count for part in parts)
    return Meter(
        svg=_svg(parts, whole=max(total, agreed or 0, 1), words=_words(parts, total, agreed)),
        parts=parts,
        room=max(0, (agreed or 0) - total),
    )


def _svg(parts: tuple[Part, ...], *, whole: int, words: str) -> SafeString:
    bars, x = [], 0
    for part in parts:
        width = part.count * _WIDTH // whole
        bars.append((part.shade, x, width))
        x += width
    return format_html(
        '<svg class="app-meter" viewBox="0 0 {} 10" preserveAspectRatio="none" role="img" '
        'aria-label="{}" focusable="false">{}</svg>',
        _WIDTH,
        words,
        format_html_join("", '<rect class="app-meter__{}" x="{}" width="{}" height="10"/>', bars),
    )


def _words(parts: tuple[Part, ...], total: int, agreed: int | None) -> str:
    each = ", ".join(f"{part.count} {part.label}" for part in parts)
    return f"{total} of {agreed} agreed: {each}" if agreed else f"{total}: {each}"
