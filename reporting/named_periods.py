"""Periods as an address and a drop-down name them: a month, a quarter, a year, the last twelve."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from clinical.errors import Refused
from reporting.period import Period, financial_year, month_after, month_of

# How far back a drop-down offers each kind; an address may name any other.
_MONTHS, _QUARTERS, _YEARS = 13, 5, 3
LAST_TWELVE = "last-12"
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(20\d\d)-q([1-4])")
_YEAR = re.compile(r"fy(20\d\d)")
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A period with its name in an address and its name for people."""

    key: str
    label: str
    period: Period


def usual(on: date) -> Named:
    """The last month that is over."""
    return _month(month_before(on.replace(day=1)))


def named(key: str, *, on: date) -> Named:
    """The period of this name. Raises Refused for a name that is none, or one yet to begin."""
    found = _read(key, on=on)
    if found is None:
        raise Refused("There is no such period: choose one from the list.", field="period")
    if found.period.start > on:
        raise Refused(f"{found.label} has not begun yet.", field="period")
    return found


def month_named(key: str, *, on: date) -> Named:
    """The month `2026-10`. Raises Refused for anything else, and before it begins."""
    if _MONTH.fullmatch(key) is None:
        raise Refused("There is no such month.", field="month")
    return named(key, on=on)


def between(start: date, end: date) -> Named:
    """From one day to another. Raises Refused as `Period` does."""
    return Named("dates", f"{_day(start)} to {_day(end)}", Period(start, end))


def offered(on: date) -> tuple[Named, ...]:
    """What the drop-down offers: months, the latest first, then longer times."""
    months, month = [], month_before(on.replace(day=1))
    for _ in range(_MONTHS):
        months.append(_month(month))
        month = month_before(month)
    quarters, quarter = [], _quarter_start(on)
    for _ in range(_QUARTERS):
        quarters.append(_quarter(quarter))
        quarter = _quarter_start(quarter - timedelta(days=1))
    begins = financial_year(on).start.year
    years = [_year(year) for year in range(begins, begins - _YEARS, -1)]
    twelve = named(LAST_TWELVE, on=on)
    return (*months, twelve, *quarters, *years)


def before(one: Period) -> Named:
    """As long a time just before this one."""
    if one.is_whole_months:
        start = one.months[0]
        for _ in one.months:
            start = month_before(start)
        return whole(Period(start, one.start - timedelta(days=1)))
    days = one.end - one.start
    end = one.start - timedelta(days=1)
    return between(end - days, end)


def year_before(one: Period) -> Named:
    """The same time a year before."""
    start, end = _year_earlier(one.start), _year_earlier(one.end)
    if one.is_whole_months:
        return whole(Period(start, month_of(end).end))
    return between(start, end)


def twelve_months(end: date) -> tuple[date, ...]:
    """The first days of the twelve months that end with the month of this day."""
    months = [end.replace(day=1)]
    while len(months) < 12:  # noqa: PLR2004 - twelve months
        months.append(month_before(months[-1]))
    return tuple(reversed(months))


def short_month(month: date) -> str:
    """`Jun 25`: under a chart."""
    return f"{_NAMES[month.month - 1]} {month.year % 100:02d}"


def year_name(on: date) -> str:
    """`2026 to 2027`."""
    begins = financial_year(on).start.year
    return f"{begins} to {begins + 1}"


def month_before(month: date) -> date:
    """The first of the month before, from the first of this one."""
    return (month - timedelta(days=1)).replace(day=1)


def _read(key: str, *, on: date) -> Named | None:
    if key == LAST_TWELVE:
        months = twelve_months(month_before(on.replace(day=1)))
        whole = Period(months[0], month_of(months[-1]).end)
        return Named(LAST_TWELVE, "Last 12 months", whole)
    if found := _MONTH.fullmatch(key):
        return _month(date(int(found[1]), int(found[2]), 1))
    if found := _QUARTER.fullmatch(key):
        year, number = int(found[1]), int(found[2])
        return _quarter(date(year + (number == 4), (4, 7, 10, 1)[number - 1], 1))  # noqa: PLR2004
    if found := _YEAR.fullmatch(key):
        return _year(int(found[1]))
    return None


def _month(month: date) -> Named:
    label = f"{_LONG[month.month - 1]} {month.year}"
    return Named(f"{month:%Y-%m}", label, month_of(month))


def _quarter_start(on: date) -> date:
    return date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


def _quarter(start: date) -> Named:
    """By financial years: April to June is the first."""
    year = financial_year(start).start.year
    number = ((start.month - 4) % 12) // 3 + 1
    last = month_after(month_after(start))
    label = f"Quarter {number}, {_LONG[start.month - 1]} to {_LONG[last.month - 1]} {last.year}"
    return Named(f"{year}-q{number}", label, Period(start, month_of(last).end))


def _year(begins: int) -> Named:
    label = f"April {begins} to March {begins + 1}"
    return Named(f"fy{begins}", label, financial_year(date(begins, 4, 1)))


def whole(one: Period) -> Named:
    """A period of whole months under the name people know it by."""
    if len(one.months) == 1:
        return _month(one.start)
    first, last = one.months[0], one.months[-1]
    label = f"{_LONG[first.month - 1]} {first.year} to {_LONG[last.month - 1]} {last.year}"
    return Named("dates", label, one)


def _year_earlier(day: date) -> date:
    """29 February becomes the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def _day(day: date) -> str:
    return f"{day.day} {_LONG[day.month - 1]} {day.year}"
