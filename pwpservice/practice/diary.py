"""Everybody's diary: working days, half-hour slots, lunch kept free, nobody booked twice."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from clinical.working_days import is_working_day
from pwpservice.practice.clock import local_moment

SLOTS = (
    "09:00", "09:30", "10:00", "10:30", "11:00", "11:30",
    "13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00",
)  # fmt: skip
_ALL = (1 << len(SLOTS)) - 1
# A slot after which 45 minutes are free anyway: lunch begins at 12:15.
_LONG_SLOT = SLOTS.index("11:30")
_LAST_BEFORE_LUNCH = _LONG_SLOT
# So many appointments fill a day; what is past was fuller than anybody would plan.
_FULL_DAY, _FULL_PAST_DAY = 8, 11
_DAY = timedelta(days=1)
_SEARCH_DAYS = 40
USUAL, LONG = 30, 45


class Diary:
    """Who is busy when. Today is set apart: it is filled by name, and nothing else falls on it."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._taken: dict[tuple[int, int], int] = {}
        self._away: set[tuple[int, date]] = set()
        self._meets: dict[tuple[int, int], int] = {}

    def keep_away(self, staff: int, days: Iterable[date]) -> None:
        """Nobody books this person on these days."""
        self._away.update((staff, day) for day in days)

    def keep_hour(self, staff: int, *, weekday: int, clock: str) -> None:
        """Nobody books this person for this hour of each week."""
        hour = 0b11 << SLOTS.index(clock) & _ALL
        self._meets[staff, weekday] = self._meets.get((staff, weekday), 0) | hour

    def after(
        self, rng: Random, staff: int, day: date, *, slot: int, minutes: int = USUAL
    ) -> tuple[date, datetime]:
        """The first free time on or after this day."""
        return self._search(rng, staff, day, slot=slot, minutes=minutes, step=_DAY)

    def before(
        self, rng: Random, staff: int, day: date, *, slot: int, minutes: int = USUAL
    ) -> tuple[date, datetime]:
        """The last free time on or before this day."""
        return self._search(rng, staff, day, slot=slot, minutes=minutes, step=-_DAY)

    def _search(
        self, rng: Random, staff: int, day: date, *, slot: int, minutes: int, step: timedelta
    ) -> tuple[date, datetime]:
        for _ in range(_SEARCH_DAYS):
            if self._is_open(staff, day):
                found = self._take(rng, staff, day, slot=slot, minutes=minutes)
                if found is not None:
                    return day, local_moment(day, SLOTS[found])
            day += step
        raise RuntimeError(f"No room in the diary of staff {staff} around {day}.")

    def _is_open(self, staff: int, day: date) -> bool:
        return day != self._today and is_working_day(day) and (staff, day) not in self._away

    def _take(self, rng: Random, staff: int, day: date, *, slot: int, minutes: int) -> int | None:
        """The usual slot, or the nearest one that is free; None on a full day."""
        key = (staff, day.toordinal())
        taken = self._taken.get(key, 0)
        most = _FULL_DAY if day > self._today else _FULL_PAST_DAY
        if taken.bit_count() >= most:
            return None
        later_first = rng.random() < 0.5
        kept = taken | self._meets.get((staff, day.weekday()), 0)
        nearest = sorted(
            range(len(SLOTS)), key=lambda other: (abs(other - slot), (other > slot) != later_first)
        )
        for candidate in nearest:
            wanted = _slots_for(candidate, minutes)
            if wanted and not kept & wanted:
                self._taken[key] = taken | wanted
                return candidate
        return None


def _slots_for(slot: int, minutes: int) -> int:
    """The slots an appointment takes, as bits; 0 where it would run into lunch or past the day."""
    if minutes <= USUAL or slot == _LONG_SLOT:
        return 1 << slot
    if slot + 1 >= len(SLOTS):
        return 0
    return 0b11 << slot
