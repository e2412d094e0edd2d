"""Signs of working past one's hours, from moments alone: never who, never why, never a verdict."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clinical.working_days import Calendar, is_open, is_working_day, local, local_date, moment

# The middle of the day, and how much of it belongs to nobody's diary (local decision; ux.md 01).
BREAK_FROM, BREAK_UNTIL = "12:00", "14:00"
BREAK = timedelta(minutes=30)
# An aggregate over fewer people than this says too much about each (clinical reference 9.3).
LEAST_PEOPLE = 5
_ROUNDED_TO = 5


@dataclass(frozen=True, slots=True)
class Span:
    """One appointment in a diary."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AgreedWeek:
    """The days and hours somebody agreed to work, from one day until another."""

    starts_on: date
    ends_on: date | None
    weekdays: frozenset[int]
    begins_at: time
    ends_at: time

    def holds(self, day: date) -> bool:
        """Is this the week that was agreed for that day?"""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Signs:
    """Of how many notes so many were signed after hours; of how many working days with sessions so
    many had their break taken.
    """

    notes: int
    notes_after_hours: int
    days: int
    days_without_break: int


def signs(
    *,
    signed_at: Sequence[datetime],
    diary: Iterable[Span],
    calendar_on: Callable[[date], Calendar],
    agreed: Sequence[AgreedWeek] = (),
) -> Signs:
    """What these moments say, by the week agreed for each day, without one by the opening hours of
    the service on that day, and by the middle of the day.
    """
    by_day: dict[date, list[Span]] = {}
    for one in diary:
        by_day.setdefault(local_date(one.starts_at), []).append(one)
    days = [day for day in by_day if is_working_day(day, calendar_on(day))]
    return Signs(
        notes=len(signed_at),
        notes_after_hours=sum(
            _is_after_hours(at, agreed, calendar_on(local_date(at))) for at in signed_at
        ),
        days=len(days),
        days_without_break=sum(not has_break(by_day[day], on=day) for day in days),
    )


def _is_after_hours(at: datetime, agreed: Sequence[AgreedWeek], calendar: Calendar) -> bool:
    day = local_date(at)
    week = next((one for one in agreed if one.holds(day)), None)
    if week is None:
        return not is_open(at, calendar)
    works = day.weekday() in week.weekdays and is_working_day(day, calendar)
    return not (works and week.begins_at <= local(at).time() < week.ends_at)


def has_break(diary: Iterable[Span], *, on: date) -> bool:
    """Is half an hour free in a row between 12:00 and 14:00 of this day?"""
    free_from, until = moment(on, BREAK_FROM), moment(on, BREAK_UNTIL)
    for one in sorted(diary, key=lambda span: span.starts_at):
        if min(one.starts_at, until) - free_from >= BREAK:
            return True
        free_from = max(free_from, one.ends_at)
    return until - free_from >= BREAK


def together(of_each: Iterable[tuple[int, int]]) -> int | None:
    """The rounded share of several people together, from how many of how many of each.

    None where fewer than five add anything to it, and where one of them is more than half of it: it
    would speak of her. Each figure is asked by itself.
    """
    parts = [(count, of) for count, of in of_each if of]
    whole = sum(of for _, of in parts)
    if len(parts) < LEAST_PEOPLE or 2 * max(of for _, of in parts) > whole:
        return None
    return rounded_share(sum(count for count, _ in parts), whole)


def rounded_share(count: int, of: int) -> int | None:
    """A share in per cent to the nearest 5, so that no single person's can be worked out from two
    of them; None of nothing.
    """
    if of == 0:
        return None
    steps = (2 * count * 100 + of * _ROUNDED_TO) // (2 * of * _ROUNDED_TO)
    return steps * _ROUNDED_TO
