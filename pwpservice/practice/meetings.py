"""When the practice service's pairs meet, and which of their past meetings were held.

Drawn by place in the list of staff alone, so that stories and meetings agree without knowing of
each other.
"""

from datetime import date, time, timedelta

from clinical.working_days import next_working_day
from pwpservice.practice import team

# Counted back from the last one, which is week 0.
WEEKS_BACK = 5
_HOURS = (time(9), time(10), time(11), time(13), time(14), time(15))
_OF_SENIORS = time(16)
_A_WEEK = 7
_MISSED = {
    # Every so many places, one week back each.
    1: ("Supervisor was ill; risk was discussed by phone the same day", 4, 2),
    2: ("", 5, 4),
}


def weekday(today: date, place: int) -> int:
    """The day of this colleague's meeting: the first PWP's is the next working day."""
    return (next_working_day(today).weekday() + 2 * place) % 5


def clock(staff: tuple[team.Colleague, ...], place: int, *, today: date) -> time:
    """The time of it: each supervisee of a supervisor has an hour of their own."""
    mine = staff[place].supervisor
    if mine == "lead":
        return _OF_SENIORS
    before = sum(
        one.supervisor == mine and weekday(today, other) == weekday(today, place)
        for other, one in enumerate(staff[:place])
    )
    return _HOURS[before % len(_HOURS)]


def day(today: date, place: int, *, week: int) -> date:
    """The day of the meeting so many weeks back; never today's."""
    back = (today.weekday() - weekday(today, place)) % _A_WEEK or _A_WEEK
    return today - timedelta(days=back + _A_WEEK * week)


def was_held(today: date, place: int, *, week: int) -> bool:
    """Not while somebody was on leave, and not each time for everybody else."""
    return missed_because(today, place, week=week) is None


def missed_because(today: date, place: int, *, week: int) -> str | None:
    """Why it was not held; empty where nobody has said so, and None where it was."""
    first, last = team.leave(today)
    if place == team.ON_LEAVE and first <= day(today, place, week=week) <= last:
        return "On leave"
    why, every, which = _MISSED.get(week, ("", 0, 0))
    return why if every and place % every == which else None


def held_week(today: date, place: int, *, week: int) -> int:
    """This week, or the next one further back in which the meeting was held."""
    while not was_held(today, place, week=week):
        week += 1
    return week
