"""The rows of a meeting's list as they are drawn, eighty of them on each page of it: in one string,
where a macro for each would cost as much as the case itself, and once while they say the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from caseload.chips import icon
from outcomes.shapes import shape

_ROW = '<li{}><a href="{}" id="case-{}"><span>{}</span> <small>{}{}</small></a>{}</li>'
_PLAIN, _LONG = SafeString(""), SafeString(' class="is-long"')
_NOW = SafeString(' class="is-now" aria-current="step"')
_NOW_LONG = SafeString(' class="is-now is-long" aria-current="step"')
_DONE = SafeString(' class="is-done"')
# Characters beside each other in the list's narrow column; more runs on over two lines.
_SHORT = 42
_IS_NOW = SafeString(" <em><b>Now</b></em>")


@dataclass(frozen=True)
class Row:
    """One case on the list: who, why, and what was decided."""

    place: int
    name: str
    why: str
    late: str
    carried: str
    decided: str
    path: str
    is_current: bool

    @cached_property
    def item(self) -> SafeString:
        """The row as an item of a list."""
        shown = (self.path, self.place, self.name, _late(self), _why(self), _became(self))
        return shape(_ROW, _state(self), *shown)


def drawn(rows: Iterable[Row]) -> SafeString:
    """Each as an item of a list."""
    return SafeString("".join([row.item for row in rows]))


def _state(row: Row) -> SafeString:
    if row.decided and not row.is_current:
        return _DONE
    is_long = len(row.name) + len(row.late) + len(_why(row)) > _SHORT
    if row.is_current:
        return _NOW_LONG if is_long else _NOW
    return _LONG if is_long else _PLAIN


def _late(row: Row) -> SafeString:
    if not row.late:
        return SafeString("")
    return shape("<b>{}</b>{}", row.late, ". " if row.why and not row.decided else "")


def _why(row: Row) -> str:
    """Once it is decided, what was decided says enough."""
    if row.decided:
        return ""
    return f"{row.why}, {row.carried}" if row.carried else row.why


def _became(row: Row) -> SafeString:
    if row.decided:
        return shape(" <em>{} {}</em>", icon("tick"), row.decided)
    return _IS_NOW if row.is_current else SafeString("")
