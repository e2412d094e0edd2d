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
        """Within working hours of a day the service works, touching no booking."""
        end = start + timedelta(minutes=self.minutes)
        on = local_date(start)
        opens, closes = moment(on, self.policy.opens), moment(on, self.policy.closes)
        return (
            is_working_day(on)
            and on not in self.policy.closed_days
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
    """A free time on another day: the day nearest to a week ahead, then the nearest clock time."""
    aim = than or _same_time(after, days=7)
    for on in _days_around(local_date(aim), without=than is not None):
        near = _same_time(aim, days=(on - local_date(aim)).days)
        free = [start for start in _times_on(diary, on) if start > after and diary.is_free(start)]
        if free:
            return min((abs(start - near), start) for start in free)[1]
    return None


def later_today(diary: Diary, *, now: datetime) -> datetime | None:
    """The first free time today that is at least an hour away."""
    soon = now + _LATER
    times = _times_on(diary, local_date(now))
    return next((start for start in times if start >= soon and diary.is_free(start)), None)


def _days_around(day: date, *, without: bool) -> Iterator[date]:
    """The day itself unless it is taken already, then outwards, a later day before an earlier."""
    if not without:
        yield day
    for away in range(1, _DAYS_NEAR + 1):
        yield day + timedelta(days=away)
        yield day - timedelta(days=away)


def _times_on(diary: Diary, on: date) -> Iterator[datetime]:
    start, closes = moment(on, diary.policy.opens), moment(on, diary.policy.closes)
    while start < closes:
        yield start
        start += _GRID


def _same_time(at: datetime, *, days: int) -> datetime:
    """The same time on a London clock, whatever summer time does in between."""
    here = local(at)
    return moment(here.date() + timedelta(days=days), f"{here:%H:%M}")
