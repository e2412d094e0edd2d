"""Shapes of a drawing: Django's `format_html` for templates that are mostly filled with numbers,
which need no escaping. A chart has some three hundred of them.
"""

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString

Value = float | str


def shape(template: str, *values: Value) -> SafeString:
    """The template with these values; words are escaped, unless they are safe."""
    return SafeString(template.format(*map(_safe, values)))


def shapes(template: str, rows: Iterable[Sequence[Value]], *, between: str = "") -> SafeString:
    """The same once for each row, in one string."""
    return SafeString(between.join(template.format(*map(_safe, row)) for row in rows))


def _safe(value: Value) -> Value:
    """What Django's `conditional_escape` says of it. That looks for lazy words first, which no row
    holds: of a list of eighty it was a tenth of the page.
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return escape(value)
