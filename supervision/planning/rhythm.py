"""On which days pairs meet: each week on their day, or on the next working day that both are in.

Pure: who is away, and when the service is closed, is handed in.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from clinical.working_days import Calendar, Purpose, is_working_day, moment

# A meeting is moved by fewer days than lie between it and the next one.
FURTHEST_MOVED = 6
_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)

# For each person the days they are not there, first and last; an open end has no last.
Away = Mapping[int, tuple[tuple[date, date | None], ...]]
# Of each supervisor the days on which a colleague holds their meetings, and that colleague.
Covered = Mapping[int, tuple[tuple[date, date | None, int], ...]]


# People who are taken from when to when.
Busy = tuple[tuple[int, ...], datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Two people, their weekday (Monday is 0), local time and length, from a day to a day."""

    supervisor_id: int
    supervisee_id: int
    weekday: int
    meets_at: time
    minutes: int
    starts_on: date
    ends_on: date | None = None

    @property
    def people(self) -> tuple[int, int]:
        """Both who meet."""
        return self.supervisor_id, self.supervisee_id

    def holds_on(self, day: date) -> bool:
        """Is this the pair's rhythm on that day?"""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def at(self, day: date) -> datetime:
        """The instant they meet on a day; by the clock on the wall on every day of the year."""
        return moment(day, f"{self.meets_at:%H:%M}", purpose=Purpose.NOT_BEFORE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One meeting to come; it stands for its planned day wherever it was moved to."""

    supervisor_id: int
    supervisee_id: int
    planned_on: date
    starts_at: datetime
    minutes: int


def monday_of(day: date) -> date:
    """The week of a day: a pair meets once in it."""
    return day - timedelta(days=day.weekday())


def is_away(person_id: int, day: date, away: Away) -> bool:
    """Is this person not there that day?"""
    return any(
        first <= day and (last is None or day <= last) for first, last in away.get(person_id, ())
    )


@dataclass(frozen=True, slots=True)
class Days:
    """Which days there are: who is away, whose meetings are covered meanwhile, closed days.

    `fixed` are meetings that stand where somebody put them; `booked` are sessions, which a moved
    meeting leaves alone where it can.
    """

    away: Away
    calendar: Calendar
    covered: Covered = field(default_factory=dict)
    fixed: tuple[Busy, ...] = ()
    booked: tuple[Busy, ...] = ()

    def can_meet(self, one: Rhythm, day: date) -> bool:
        """Is the service open, is who is supervised in, and the supervisor or who covers them?"""
        if not is_working_day(day, self.calendar) or is_away(one.supervisee_id, day, self.away):
            return False
        return not is_away(one.supervisor_id, day, self.away) or self._is_covered(one, day)

    def _is_covered(self, one: Rhythm, day: date) -> bool:
        return any(
            first <= day
            and (last is None or day <= last)
            and coverer != one.supervisee_id
            and not is_away(coverer, day, self.away)
            for first, last, coverer in self.covered.get(one.supervisor_id, ())
        )


def plan(rhythms: Iterable[Rhythm], *, first: date, last: date, days: Days) -> tuple[Planned, ...]:
    """Every meeting planned for a day from `first` to `last`, in order of that day.

    What can be held stands; the others then go to the next day on which both are in and free. Where
    there is none within six days a meeting stays on its planned day: it cannot be held.
    """
    due = sorted(
        ((day, one) for one in rhythms for day in _days_of(one, first=first, last=last)),
        key=lambda each: (each[0], each[1].meets_at, each[1].supervisee_id),
    )
    taken, booked = _Taken(days.fixed), _Taken(days.booked)
    held_on: dict[tuple[date, Rhythm], date] = {}
    for day, one in due:
        if days.can_meet(one, day):
            held_on[day, one] = day
            taken.add(one, day)
    for day, one in due:
        if (day, one) not in held_on:
            held_on[day, one] = _moved(one, day, days, taken, booked)
            taken.add(one, held_on[day, one])
    return tuple(
        Planned(
            supervisor_id=one.supervisor_id,
            supervisee_id=one.supervisee_id,
            planned_on=day,
            starts_at=one.at(held_on[day, one]),
            minutes=one.minutes,
        )
        for day, one in due
    )


class _Taken:
    """When each person is in a meeting already."""

    def __init__(self, fixed: Iterable[Busy]) -> None:
        self._times: dict[int, list[tuple[datetime, datetime]]] = {}
        for people, start, end in fixed:
            for person in people:
                self._times.setdefault(person, []).append((start, end))

    def add(self, one: Rhythm, day: date) -> None:
        for person in one.people:
            self._times.setdefault(person, []).append(_span(one, day))

    def clashes(self, one: Rhythm, day: date) -> bool:
        start, end = _span(one, day)
        return any(
            begun < end and start < ended
            for person in one.people
            for begun, ended in self._times.get(person, ())
        )


def _span(one: Rhythm, day: date) -> tuple[datetime, datetime]:
    start = one.at(day)
    return start, start + timedelta(minutes=one.minutes)


def _days_of(one: Rhythm, *, first: date, last: date) -> Iterator[date]:
    day = monday_of(first) + timedelta(days=one.weekday)
    while day <= last:
        if day >= first and one.holds_on(day):
            yield day
        day += _A_WEEK


def _moved(one: Rhythm, planned_on: date, days: Days, taken: _Taken, booked: _Taken) -> date:
    """The next day both are in and free, or the planned day where nobody can. Where every such day
    has a session then, the first: somebody moves one of the two.
    """
    later = (planned_on + n * _A_DAY for n in range(1, FURTHEST_MOVED + 1))
    able = [day for day in later if days.can_meet(one, day) and not taken.clashes(one, day)]
    free = (day for day in able if not booked.clashes(one, day))
    return next(free, able[0] if able else planned_on)
