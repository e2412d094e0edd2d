"""Free appointments: the first one of a practitioner, and how many each week still has."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from caseload.allocating.people import WEEKS_AHEAD, Practitioner
from clinical.policy import Policy
from clinical.working_days import (
    add_working_days,
    clock_parts,
    is_working_day,
    local,
    moment,
    monday_of,
)
from clinical.workload import free_in_week
from referrals.models import PartOfDay

_GRID = timedelta(minutes=30)
# Nobody is offered tomorrow morning: the message has to reach them, and they to answer.
_WORKING_DAYS_BEFORE = 2
_NOON, _EVENING = 12, 17
_ALL_WEEK = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class FirstSlot:
    """The first free time, and whether it is at a time of day that was asked for."""

    at: datetime
    suits: bool


def first_slot(
    one: Practitioner, *, parts: Collection[str], minutes: int, on: date, policy: Policy
) -> FirstSlot | None:
    """The first free time at a time of day asked for; without one in the weeks ahead, the first of
    all.
    """
    first = None
    for start in free_times(one, minutes=minutes, on=on, policy=policy):
        first = first or start
        if not parts or part_of_day(start) in parts:
            return FirstSlot(start, suits=bool(parts))
    return None if first is None else FirstSlot(first, suits=False)


def free_times(one: Practitioner, *, minutes: int, on: date, policy: Policy) -> Iterator[datetime]:
    """Every free time of their week in the weeks ahead, in weeks that are not full yet."""
    day = add_working_days(on, _WORKING_DAYS_BEFORE, policy.calendar)
    last = on + timedelta(weeks=WEEKS_AHEAD)
    full: dict[date, bool] = {}
    while day < last:
        monday = monday_of(day)
        if monday not in full:
            full[monday] = free_in(one, monday=monday, policy=policy) == 0
        if not full[monday] and works_on(one, day, policy=policy):
            yield from _free_on(one, day, minutes=minutes, policy=policy)
        day += timedelta(days=1)


def free_in(one: Practitioner, *, monday: date, policy: Policy) -> int | None:
    """How many appointments of that week are still free; None without a job plan."""
    if one.plan is None:
        return None
    days = [monday + timedelta(days=number) for number in one.plan.weekdays]
    here = sum(works_on(one, day, policy=policy) for day in days)
    week = (monday + timedelta(days=number) for number in range(7))
    booked = sum(len(one.booked.get(day, ())) for day in week)
    return free_in_week(slots=one.plan.slots_a_week, booked=booked, days=len(days), days_here=here)


def works_on(one: Practitioner, day: date, *, policy: Policy) -> bool:
    """A day of their week on which the service is open and they are not away."""
    weekdays = _ALL_WEEK if one.plan is None else one.plan.weekdays
    return (
        day.weekday() in weekdays
        and is_working_day(day, policy.calendar)
        and one.away_on(day) is None
    )


def part_of_day(at: datetime) -> str:
    """Morning until noon, evening from five."""
    hour = local(at).hour
    if hour < _NOON:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if hour < _EVENING else PartOfDay.EVENING


def _free_on(one: Practitioner, day: date, *, minutes: int, policy: Policy) -> Iterator[datetime]:
    begins, ends = _hours(one, policy)
    start, until = moment(day, f"{begins:%H:%M}"), moment(day, f"{ends:%H:%M}")
    taken, lasting = one.booked.get(day, ()), timedelta(minutes=minutes)
    while start + lasting <= until:
        if all(start + lasting <= first or start >= last for first, last in taken):
            yield start
        start += _GRID


def _hours(one: Practitioner, policy: Policy) -> tuple[time, time]:
    if one.plan is not None:
        return one.plan.begins_at, one.plan.ends_at
    return time(*clock_parts(policy.opens)), time(*clock_parts(policy.closes))
