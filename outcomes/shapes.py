"""Shapes of a drawing: Django's `format_html` for templates that are mostly filled with numbers,
which need no escaping. A chart has some three hundred of them.
"""

from collections.abc import Iterable, Sequence

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Value = float | str


def shape(template: str, *values: Value) -> SafeString:
    """The template with these values; words are escaped, unless they are safe."""
    return SafeString(template.format(*map(_safe, values)))


def shapes(template: str, rows: Iterable[Sequence[Value]], *, between: str = "") -> SafeString:
    """The same once for each row, in one string."""
    return SafeString(between.join(template.format(*map(_safe, row)) for row in rows))


def _safe(value: Value) -> Value:
    return conditional_escape(value) if isinstance(value, str) else value
