"""The months a figure is about, and the financial year they fall in."""

from dataclasses import dataclass
from datetime import date, timedelta

from clinical.errors import Refused

# Nobody asks about longer, and a slip of a digit should say so.
LONGEST_YEARS = 10
# Before and after, a slip of a finger; near its ends the calendar itself gives out.
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Refused("The period ends before it begins: swap the two dates.", field="to")
        if _ten_years_on(self.start) <= (self.end.year, self.end.month, self.end.day):
            raise Refused(f"Ask about {LONGEST_YEARS} years at most.", field="from")

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of every month it touches."""
        found = [self.start.replace(day=1)]
        while (after := month_after(found[-1])) <= self.end:
            found.append(after)
        return tuple(found)

    @property
    def by_month(self) -> tuple["Period", ...]:
        """Its months, the first and the last as far as they are in it."""
        return tuple(
            Period(max(self.start, month), min(self.end, month_of(month).end))
            for month in self.months
        )

    @property
    def is_whole_months(self) -> bool:
        """It begins on a first and ends on a last of a month."""
        return self.start.day == 1 and (self.end + timedelta(days=1)).day == 1


def _ten_years_on(day: date) -> tuple[int, int, int]:
    """Year, month and day: of 29 February there is none in ten years."""
    return (day.year + LONGEST_YEARS, day.month, day.day)


def asked_for(start: date, end: date) -> Period:
    """A period that somebody names by its days. Raises Refused as `Period` does, and for a year
    that is none of a service.
    """
    period = Period(start, end)
    if start.year < _FIRST_YEAR or end.year > _LAST_YEAR:
        raise Refused(f"Ask about days from {_FIRST_YEAR} to {_LAST_YEAR}.", field="from")
    return period


def month_after(month: date) -> date:
    """The first of the next month, from the first of this one."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_of(first: date) -> Period:
    """The whole month that begins then."""
    start = first.replace(day=1)
    return Period(start, month_after(start) - timedelta(days=1))


def financial_year(on: date) -> Period:
    """April to March around this day."""
    begins = on.year if on.month >= 4 else on.year - 1
    return Period(date(begins, 4, 1), date(begins + 1, 3, 31))
