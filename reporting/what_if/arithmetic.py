"""What follows from five assumptions about the twelve weeks ahead.

Every line is a sum that a lead can do on paper; the page writes them out beside the result. The
range comes from chance and from how the months behind differed, not from a model.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from itertools import product
from math import inf, sqrt

WEEKS = 12
_DAYS_A_WEEK = 7
_WEEKS_A_MONTH = 52 / 12
# 95 in 100 lie within so many standard deviations.
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a lead may change.

    `starters` people a week come to begin; `missed` is the share (0 to 1) of appointments at which
    nobody was seen; `sessions` is attended sessions for each person; `pwps` counts whole-time
    diaries; `first_to_second` is in days.
    """

    starters: float
    missed: float
    sessions: float
    pwps: float
    first_to_second: float


@dataclass(frozen=True, slots=True)
class Known:
    """What stays as it is. `booked` are appointments a week in one diary; `beside` those kept, for
    each person who begins, that are no treatment (assessments, also of people who never begin,
    and reviews); `gap` the days from one later session to the next; `after` the weeks that somebody
    in treatment is carried beyond that; `finishing` the share of those who begin that finish;
    `missed_spread` how far the missed share of a month usually lies from the year's (one standard
    deviation).
    """

    booked: float
    gap: float
    waiting: int
    finishing: float
    beside: float = 0.0
    after: float = 0.0
    missed_spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """What follows. Weeks, people and appointments, none below zero.

    `capacity` is appointments a week at which somebody is seen; `can_begin` people a week;
    `begin` how many of them really begin, a week; `waiting` people after twelve weeks, and
    `wait` the weeks that the last of them would wait; `finish` courses a month; `in_treatment`
    people at any time, and `caseload` the same for one diary.
    """

    capacity: float
    can_begin: float
    begin: float
    waiting: float
    wait: float
    finish: float
    in_treatment: float
    caseload: float


@dataclass(frozen=True, slots=True)
class Ranged:
    """The result, and the least and most that each number comes to within the usual variation."""

    middle: Result
    least: Result
    most: Result


def follows(assumed: Assumptions, known: Known) -> Result:
    """The sums, for twelve weeks of one pace."""
    capacity = assumed.pwps * known.booked * (1 - assumed.missed)
    can_begin = capacity / (assumed.sessions + known.beside)
    coming = known.waiting + WEEKS * assumed.starters
    begun = min(coming, WEEKS * can_begin)
    waiting = coming - begun
    begin = begun / WEEKS
    in_treatment = begin * (course_weeks(assumed, known) + known.after)
    return Result(
        capacity=capacity,
        can_begin=can_begin,
        begin=begin,
        waiting=waiting,
        wait=_wait(waiting, can_begin),
        finish=begin * known.finishing * _WEEKS_A_MONTH,
        in_treatment=in_treatment,
        caseload=in_treatment / assumed.pwps,
    )


def _wait(waiting: float, can_begin: float) -> float:
    """Weeks until the last of them begins; without end where nobody can."""
    if not waiting:
        return 0.0
    return waiting / can_begin if can_begin else inf


def course_weeks(assumed: Assumptions, known: Known) -> float:
    """From the first session to the last: one wait for the second, then a gap before each later."""
    later = max(0.0, assumed.sessions - 2)
    second = assumed.first_to_second if assumed.sessions > 1 else 0.0
    return (second + later * known.gap) / _DAYS_A_WEEK


def ranged(assumed: Assumptions, known: Known) -> Ranged:
    """The same at every corner of what usually varies: how many come, and how many are missed."""
    by_chance = _Z * sqrt(WEEKS * assumed.starters) / WEEKS
    spread = _Z * known.missed_spread
    starters = (max(0.0, assumed.starters - by_chance), assumed.starters + by_chance)
    missed = (max(0.0, assumed.missed - spread), min(0.95, assumed.missed + spread))
    corners = [
        follows(replace(assumed, starters=many, missed=share), known)
        for many, share in product(starters, missed)
    ]
    middle = follows(assumed, known)
    return Ranged(
        middle=middle,
        least=_each(min, [middle, *corners]),
        most=_each(max, [middle, *corners]),
    )


def _each(choose: Callable[[Iterable[float]], float], results: list[Result]) -> Result:
    """Number by number: what is least waited and what is least begun are not of one corner."""
    return Result(
        **{
            field.name: choose(getattr(one, field.name) for one in results)
            for field in fields(Result)
        }
    )
