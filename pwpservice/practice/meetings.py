"""When the practice service's pairs meet, and which of their past meetings were held.

Drawn by place in the list of staff alone, so that stories and meetings agree without knowing of
each other.
"""

from datetime import date, time, timedelta
from functools import cache

from clinical.working_days import next_working_day
from pwpservice.practice import team

# Counted back from the last one, which is week 0.
WEEKS_BACK = 5
_HOURS = (time(9), time(10), time(11), time(13), time(14), time(15))
_OF_SENIORS = (time(16), time(15))
# Two seniors' weeks hold no more.
MOST_PWPS = 45
_A_WEEK = 7
# Whose, and so many weeks back.
MADE_UP = (1, 1)
MADE_UP_AT, MADE_UP_MINUTES = time(12, 15), 45
_ILL = "Supervisor was ill; risk was discussed by phone the same day"
_MISSED = {
    # Every so many places, one week back each.
    1: (_ILL, 4, 2),
    2: ("", 5, 4),
}


def weekday(today: date, place: int) -> int:
    """The day of this colleague's meeting: the first PWP's is the next working day, nobody's is
    today's weekday: today is cast hour by hour.
    """
    return _meeting(today, place)[0]


def clock(staff: tuple[team.Colleague, ...], place: int, *, today: date) -> time:
    """The time of it: each supervisee of a supervisor has an hour of their own."""
    if staff[place].supervisor != "lead":
        return _meeting(today, place)[1]
    is_second = any(
        one.supervisor == "lead" and weekday(today, other) == weekday(today, place)
        for other, one in enumerate(staff[:place])
    )
    return _OF_SENIORS[is_second]


@cache
def _meeting(today: date, place: int) -> tuple[int, time]:
    """The usual colleagues meet on one day after another; whoever comes besides, in the first
    hour that is free in the week of their team's senior.
    """
    if place >= team.USUAL_PWPS:
        rank = (place - team.USUAL_PWPS) // len(team.TEAMS)
        return _free_hours(today, team.team_of(place))[rank]
    day = _usual_day(today, place)
    before = sum(
        team.team_of(other) == team.team_of(place) and _usual_day(today, other) == day
        for other in range(place)
    )
    return day, _HOURS[before]


def _usual_day(today: date, place: int) -> int:
    days = _days(today)
    return days[place % len(days)]


def _days(today: date) -> list[int]:
    first = next_working_day(today).weekday()
    days = [(first + n) % 5 for n in range(5)]
    return [day for day in days if day != today.weekday()]


@cache
def _free_hours(today: date, of_team: int) -> list[tuple[int, time]]:
    """What the usual colleagues of a team leave of its senior's week, first thing first."""
    kept = {
        _meeting(today, place) for place in range(team.USUAL_PWPS) if team.team_of(place) == of_team
    }
    week = ((day, hour) for hour in _HOURS for day in _days(today))
    return [one for one in week if one not in kept]


def day(today: date, place: int, *, week: int) -> date:
    """On which day it was held so many weeks back: the planned one, or the one that made up."""
    planned = planned_day(today, place, week=week)
    return next_working_day(planned) if is_made_up(place, week=week) else planned


def planned_day(today: date, place: int, *, week: int) -> date:
    """The day of the meeting so many weeks back; never today's."""
    back = (today.weekday() - weekday(today, place)) % _A_WEEK or _A_WEEK
    return today - timedelta(days=back + _A_WEEK * week)


def was_held(today: date, place: int, *, week: int) -> bool:
    """Not while somebody was on leave, and not each time for everybody else."""
    return is_made_up(place, week=week) or missed_because(today, place, week=week) is None


def is_made_up(place: int, *, week: int) -> bool:
    """One was missed, and held the next working day instead, at noon."""
    return (place, week) == MADE_UP


def missed_because(today: date, place: int, *, week: int) -> str | None:
    """Why it was not held; empty where nobody has said so, and None where it was."""
    if is_made_up(place, week=week):
        return _ILL
    first, last = team.leave(today)
    if place == team.ON_LEAVE and first <= planned_day(today, place, week=week) <= last:
        return "On leave"
    why, every, which = _MISSED.get(week, ("", 0, 0))
    return why if every and place % every == which else None


def held_week(today: date, place: int, *, week: int) -> int:
    """This week, or the next one further back in which the meeting was held."""
    while not was_held(today, place, week=week):
        week += 1
    return week
