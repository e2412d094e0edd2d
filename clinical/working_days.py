"""Local time, weekends and bank holidays of England and Wales. The one place that knows the clock's
two awkward nights (S-T1 to S-T3): instants are kept in UTC and only shown in local time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from clinical.errors import Refused

LONDON = ZoneInfo("Europe/London")
_SATURDAY = 5

# Source: GOV.UK bank holidays, England and Wales; from 2028 by the standing rules. Checked yearly.
_DATES = {
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2029: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2030: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
}
BANK_HOLIDAYS = frozenset(
    date.fromisoformat(f"{year}-{day}") for year, days in _DATES.items() for day in days.split()
)
FIRST_YEAR, LAST_YEAR = min(_DATES), max(_DATES)


class Purpose(StrEnum):
    """What a local time is for: it decides which instant is meant on the two awkward nights."""

    DUE_BY = "due_by"
    NOT_BEFORE = "not_before"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the service works: local opening and closing time, when "the same day" ends, and the
    days it is closed besides weekends and bank holidays.
    """

    opens: str = "09:00"
    closes: str = "17:00"
    same_day_due: str = "17:00"
    extra_closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Raises Refused for hours that never come: working time could not be counted in them."""
        if clock_parts(self.opens) >= clock_parts(self.closes):
            raise Refused("The service must open before it closes.", field="opens")


def local(at: datetime) -> datetime:
    """The same instant on a London clock."""
    return at.astimezone(LONDON)


@lru_cache(maxsize=4096)
def local_date(at: datetime) -> date:
    """The London date of an instant. Remembered: a night asks the same of everybody."""
    return local(at).date()


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def days_between(earlier: date, later: date) -> int:
    """Whole days from one date to another; negative if they are the other way round."""
    return (later - earlier).days


def moment(on: date, clock: str, *, purpose: Purpose = Purpose.DUE_BY) -> datetime:
    """The instant, in UTC, of a London clock time such as "17:00" on a date.

    Where that time occurs twice or not at all, a due time takes the earlier instant and a
    not-before time the later (S-T3).
    """
    hour, minute = clock_parts(clock)
    wall = datetime.combine(on, time(hour, minute), tzinfo=LONDON)
    instants = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(instants) if purpose is Purpose.DUE_BY else max(instants)


@lru_cache(maxsize=256)
def clock_parts(clock: str) -> tuple[int, int]:
    """Hour and minute of a clock time written "HH:MM"."""
    try:
        parsed = datetime.strptime(clock, "%H:%M")  # noqa: DTZ007 - only hour and minute are read
    except ValueError:
        raise Refused(f"“{clock}” is not a time. Write it like 17:00.") from None
    return parsed.hour, parsed.minute


def is_bank_holiday(on: date) -> bool:
    """A bank holiday of England and Wales, from the table above."""
    return on in BANK_HOLIDAYS


def is_working_day(on: date, calendar: Calendar | None = None) -> bool:
    """Monday to Friday, no bank holiday, and no day the service is closed, where one is given.

    Outside the table's years only weekends are known.
    """
    if calendar is not None and on in calendar.extra_closed:
        return False
    return on.weekday() < _SATURDAY and on not in BANK_HOLIDAYS


def next_working_day(on: date, calendar: Calendar | None = None) -> date:
    """The first working day after this one."""
    return add_working_days(on, 1, calendar)


def working_day_on_or_before(on: date, calendar: Calendar | None = None) -> date:
    """This day if it is a working day, otherwise the last one before it."""
    while not is_working_day(on, calendar):
        on -= timedelta(days=1)
    return on


def working_day_on_or_after(on: date, calendar: Calendar | None = None) -> date:
    """This day if it is a working day, otherwise the first one after it."""
    while not is_working_day(on, calendar):
        on += timedelta(days=1)
    return on


def add_working_days(on: date, days: int, calendar: Calendar | None = None) -> date:
    """The date that many working days later (earlier, if negative); zero gives the same date."""
    step = timedelta(days=1 if days > 0 else -1)
    left = abs(days)
    while left:
        on += step
        if is_working_day(on, calendar):
            left -= 1
    return on


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Is the service at work at this instant? At the closing time it no longer is."""
    on = local_date(at)
    return is_working_day(on, calendar) and _opening(on, calendar) <= at < _closing(on, calendar)


def next_opening(at: datetime, calendar: Calendar) -> datetime:
    """From when on somebody is at work: this instant, in UTC, if the service is open; otherwise the
    next opening time.
    """
    if is_open(at, calendar):
        return at.astimezone(UTC)
    on = local_date(at)
    if not (is_working_day(on, calendar) and at < _opening(on, calendar)):
        on = next_working_day(on, calendar)
    return _opening(on, calendar)


def add_working_hours(start: datetime, hours: int, calendar: Calendar) -> datetime:
    """The instant, in UTC, when the service has been open for that many hours since `start`.

    Only real time during opening hours counts, so a night on which the clocks change adds nothing.
    What runs out exactly at closing time ends then, not at the next opening.
    """
    left = timedelta(hours=hours)
    at = next_opening(start, calendar)
    while at + left > (closing := _closing(local_date(at), calendar)):
        left -= closing - at
        at = next_opening(closing, calendar)
    return at + left


def _opening(on: date, calendar: Calendar) -> datetime:
    return moment(on, calendar.opens, purpose=Purpose.NOT_BEFORE)


def _closing(on: date, calendar: Calendar) -> datetime:
    return moment(on, calendar.closes)
