"""How people, dates, times and counts are written everywhere. Pure, and cheap to repeat."""

from datetime import date, datetime
from functools import lru_cache

from clinical.working_days import local

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=4096)
def listed_name(family: str, given: str) -> str:
    """`NAIR, Priya`: in lists."""
    return f"{family.upper()}, {given}" if given else family.upper()


@lru_cache(maxsize=1024)
def banner_name(family: str, given: str, title: str = "") -> str:
    """`NAIR, Priya (Ms)`: in the banner, where identity is checked."""
    name = listed_name(family, given)
    return f"{name} ({title})" if title else name


@lru_cache(maxsize=4096)
def full_name(family: str, given: str) -> str:
    """`Priya Nair`: in sentences."""
    return f"{given} {family}".strip()


@lru_cache(maxsize=4096)
def birth_date(born: date) -> str:
    """`14-Feb-1992`: in the banner and in letters."""
    return f"{born.day:02d}-{_MONTHS[born.month - 1][:3]}-{born.year}"


@lru_cache(maxsize=4096)
def age(born: date, on: date) -> int:
    """Completed years. Someone born on 29 February is a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@lru_cache(maxsize=4096)
def table_date(day: date, on: date | None = None) -> str:
    """`Tue 16 Jun`, with the year when it is not the year of `on`."""
    written = f"{_WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"
    return _with_other_year(written, day, on)


@lru_cache(maxsize=4096)
def sentence_date(day: date, on: date | None = None) -> str:
    """`16 June`, with the year when it is not the year of `on`."""
    return _with_other_year(f"{day.day} {_MONTHS[day.month - 1]}", day, on)


@lru_cache(maxsize=1024)
def long_date(day: date, on: date | None = None) -> str:
    """`Tuesday 16 June`: at the head of a page or a session."""
    return f"{_WEEKDAYS[day.weekday()]} {sentence_date(day, on)}"


@lru_cache(maxsize=1024)
def short_date(day: date) -> str:
    """`16 Jun`: under a chart's axis."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


@lru_cache(maxsize=4096)
def clock(at: datetime) -> str:
    """`10:30`, in local time."""
    return f"{local(at):%H:%M}"


@lru_cache(maxsize=4096)
def day_and_time(at: datetime, on: date | None = None) -> str:
    """`Tue 16 Jun, 10:30`, or `Today, 10:30` when it is on `on`: where a cell or line begins."""
    return _near("Today", at, on)


@lru_cache(maxsize=4096)
def time_within(at: datetime, on: date | None = None) -> str:
    """The same inside a sentence: `Tue 16 Jun, 10:30`, or `today, 10:30`."""
    return _near("today", at, on)


@lru_cache(maxsize=4096)
def sentence_time(at: datetime, on: date | None = None) -> str:
    """`16 June at 10:30`, or `today at 10:30` when it is on `on`."""
    day = local(at).date()
    return f"{'today' if day == on else sentence_date(day, on)} at {clock(at)}"


@lru_cache(maxsize=1024)
def count(number: int, one: str, many: str = "") -> str:
    """`1 session`, `2 sessions`; give `many` where an s is not enough."""
    return f"{number} {one if number == 1 else many or one + 's'}"


@lru_cache(maxsize=4096)
def days_ago(day: date, on: date) -> str:
    """`today`, `yesterday`, `6 days ago`; `tomorrow` and `in 6 days` for what is still to come."""
    days = (on - day).days
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}.get(days)
    if near:
        return near
    return f"{days} days ago" if days > 0 else f"in {-days} days"


def _near(today: str, at: datetime, on: date | None) -> str:
    day = local(at).date()
    return f"{today if day == on else table_date(day, on)}, {clock(at)}"


def _with_other_year(written: str, day: date, on: date | None) -> str:
    return written if on is None or day.year == on.year else f"{written} {day.year}"
