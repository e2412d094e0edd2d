"""When a month may be sent: once provisionally, once more as performance, then it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from reporting.models import Window
from reporting.period import month_after

# The last day of the window that opens on the 1st of each month, January to December (dataset
# reference, part 8); 0 where no source says. Add a year here when NHS England publishes it.
_CLOSES: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {
        2022: (0, 0, 0, 0, 27, 29, 27, 24, 28, 26, 24, 28),
        2023: (25, 22, 27, 26, 25, 28, 27, 29, 28, 26, 27, 28),
        2024: (25, 27, 27, 25, 29, 27, 25, 28, 26, 28, 28, 23),
        2025: (29, 27, 27),
    }
)
# NHS England’s own code goes by this day where it knows no other.
_USUALLY = 22


@dataclass(frozen=True, slots=True)
class Submission:
    """Where a month stands: its window and the first and last day of that. `is_assumed` says that
    the last day is the usual one, as no calendar is known; a closed month has neither day.
    """

    window: Window
    opens_on: date | None = None
    closes_on: date | None = None
    is_assumed: bool = False


def submission(month: date, *, on: date) -> Submission:
    """Of the month that begins then, on this day."""
    first = month_after(month.replace(day=1))
    second = month_after(first)
    if on < first:
        return _open(Window.EARLY, first)
    if on <= _closes(first):
        return _open(Window.PROVISIONAL, first)
    if on <= _closes(second):
        return _open(Window.PERFORMANCE, second)
    return Submission(Window.LATE)


def _open(window: Window, first: date) -> Submission:
    return Submission(window, first, _closes(first), is_assumed=not _known(first))


def _closes(first: date) -> date:
    return first.replace(day=_known(first) or _USUALLY)


def _known(first: date) -> int:
    days = _CLOSES.get(first.year, ())
    return days[first.month - 1] if first.month <= len(days) else 0
