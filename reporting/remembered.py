"""What is drawn from sums of months and from pathways, remembered until these change.

In the memory of each process; what the job that counts drew ahead is read from the database first
(`drawings`). Only numbers of many and names of staff, never of a patient; whoever may see less has
another key.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection

from reporting import named_periods
from reporting.asked import Asked
from reporting.counted import latest
from reporting.period import Period, month_of

_Drawn = TypeVar("_Drawn")
# So long figures of today may be remembered where nothing is summed any more.
_AT_MOST = timedelta(minutes=15)
_FILTERS = ("commissioner", "problem", "format", "source")


@dataclass(frozen=True, slots=True)
class Counted:
    """When figures were last counted, and of which sums: another `key` is another drawing. It is
    None where something was not summed yet, and nothing is remembered. `sums` are the same whenever
    they were counted: by them is found what was drawn ahead.
    """

    at: datetime | None
    key: Hashable | None
    sums: Hashable | None = None


def counted(asked: Asked, *, now: datetime) -> Counted:
    """What the figures of a page stand on: of its period, of the twelve months to its end, and of
    what it is compared with. One query.
    """
    periods = _periods(asked)
    found = latest(min(one.start for one in periods), max(one.end for one in periods))
    if found.at is None or found.written is None or not _are_summed(periods, asked):
        return Counted(found.at, None)
    sums = ((settings.SERVICE_NAME, connection.settings_dict["NAME"]), found.written)
    return Counted(found.at, (sums, found.at, now.timestamp() // _AT_MOST.total_seconds()), sums)


def _periods(asked: Asked) -> tuple[Period, ...]:
    months = named_periods.twelve_months(asked.named.period.end)
    year = Period(months[0], month_of(months[-1]).end)
    beside = () if asked.beside is None else (asked.beside.named.period,)
    return (asked.named.period, year, *beside)


def _are_summed(periods: Iterable[Period], asked: Asked) -> bool:
    """Of whole months and by one thing at most: the rest is counted as it is this minute."""
    narrowed = [name for name in _FILTERS if getattr(asked.chosen, name)]
    return len(narrowed) <= 1 and all(one.is_whole_months for one in periods)


class Remembered(Generic[_Drawn]):
    """The latest drawings of one kind, by their keys."""

    def __init__(self, *, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._drawn: OrderedDict[Hashable, _Drawn] = OrderedDict()

    def read(self, key: Hashable | None, draw: Callable[[], _Drawn]) -> _Drawn:
        """What was drawn under this key; drawn now where it was not, or where there is no key."""
        if key is None:
            return draw()
        with self._lock:
            found = self._drawn.get(key)
        return self._keep(key, draw()) if found is None else found

    def _keep(self, key: Hashable, drawn: _Drawn) -> _Drawn:
        with self._lock:
            self._drawn[key] = drawn
            while len(self._drawn) > self._most:
                self._drawn.popitem(last=False)
        return drawn
