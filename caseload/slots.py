"""Free times in a PWP's diary: the same slot next week, another one near it, one later today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinical.policy import Policy
from clinical.working_days import is_working_day, local, local_date, moment

_WEEKS_AHEAD = 4
_GRID = timedelta(minutes=30)
# Somebody who did not answer is tried again later, not at once.
_LATER = timedelta(hours=1)
_DAYS_NEAR = 4


@dataclass(frozen=True, slots=True)
class Diary:
    """What is booked already, the working hours, and how long a session takes."""

    booked: Sequence[tuple[datetime, datetime]]
    policy: Policy
    minutes: int

    def is_free(self, start: datetime) -> bool:
        """Within working hours of a working day, touching no booking."""
        end = start + timedelta(minutes=self.minutes)
        on = local_date(start)
        opens, closes = moment(on, self.policy.opens), moment(on, self.policy.closes)
        return (
            is_working_day(on)
            and opens <= start
            and end <= closes
            and all(end <= taken or start >= until for taken, until in self.booked)
        )


def same_slot(diary: Diary, *, after: datetime, not_before: datetime) -> datetime | None:
    """The same weekday and local time, in the first week in which it is free and still to come."""
    first_week = 1 + max(0, (not_before - after).days // 7)
    for week in range(first_week, first_week + _WEEKS_AHEAD):
        start = _same_time(after, days=7 * week)
        if start > not_before and diary.is_free(start):
            return start
    return None


def other_slot(diary: Diary, *, after: datetime, than: datetime | None) -> datetime | None:
    """A free time on another day, the nearest to a week ahead."""
    aim = than or _same_time(after, days=7)
    not_on = None if than is None else local_date(than)
    free = [
        start
        for start in _grid(diary, around=local_date(aim))
        if local_date(start) != not_on and start > after and diary.is_free(start)
    ]
    return min(free, key=lambda start: _far_from(aim, start), default=None)


def _far_from(aim: datetime, start: datetime) -> tuple[int, bool, timedelta]:
    """The nearest day first, a later one before an earlier one, then the nearest clock time."""
    days = (local_date(start) - local_date(aim)).days
    return abs(days), days < 0, abs(start - aim - timedelta(days=days))


def later_today(diary: Diary, *, now: datetime) -> datetime | None:
    """The first free time today that is at least an hour away."""
    soon = now + _LATER
    times = _times_on(diary, local_date(now))
    return next((start for start in times if start >= soon and diary.is_free(start)), None)


def _grid(diary: Diary, *, around: date) -> Iterator[datetime]:
    for days in range(-_DAYS_NEAR, _DAYS_NEAR + 1):
        yield from _times_on(diary, around + timedelta(days=days))


def _times_on(diary: Diary, on: date) -> Iterator[datetime]:
    start, closes = moment(on, diary.policy.opens), moment(on, diary.policy.closes)
    while start < closes:
        yield start
        start += _GRID


def _same_time(at: datetime, *, days: int) -> datetime:
    """The same time on a London clock, whatever summer time does in between."""
    here = local(at)
    return moment(here.date() + timedelta(days=days), f"{here:%H:%M}")
