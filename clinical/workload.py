"""How much work a case is, how much room somebody has, and how room is likely to change.

A weight is booked time, not a head: 100 is one appointment a week (clinical reference 7.1; every
weight is a service rule). No weight says anything about how somebody is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clinical.policy import Policy

# Up to so many days from one appointment to the next somebody comes every week.
_WEEKLY_WITHIN_DAYS = 10
_GROUP_WORDS = ("group", "workshop")
_ONLINE_WORDS = ("online", "ccbt", "internet", "computer")


class Rhythm(StrEnum):
    """How often somebody is seen, as far as it makes work."""

    NEW = "assessed or to be assessed, treatment not begun"
    WEEKLY = "seen every week"
    FORTNIGHTLY = "seen every other week"
    GROUP = "in a group"
    ONLINE = "in an online programme"


@dataclass(frozen=True, slots=True)
class Load:
    """What of a case makes work. `days_between` is from the last appointment to the next, if any
    is booked.
    """

    has_begun: bool
    treatment: str = ""
    days_between: int | None = None
    risk_is_open: bool = False
    needs_longer: bool = False


def rhythm(case: Load) -> Rhythm:
    """How often somebody is seen: by the treatment's name, then by what is booked."""
    if not case.has_begun:
        return Rhythm.NEW
    named = case.treatment.lower()
    if any(word in named for word in _GROUP_WORDS):
        return Rhythm.GROUP
    if any(word in named for word in _ONLINE_WORDS):
        return Rhythm.ONLINE
    if case.days_between is not None and case.days_between <= _WEEKLY_WITHIN_DAYS:
        return Rhythm.WEEKLY
    return Rhythm.FORTNIGHTLY


def weight(case: Load, policy: Policy) -> int:
    """Hundredths of an appointment a week; more while a risk action is open, or where an
    interpreter makes contacts longer.
    """
    by_rhythm = {
        Rhythm.NEW: policy.weight_new,
        Rhythm.WEEKLY: policy.weight_weekly,
        Rhythm.FORTNIGHTLY: policy.weight_fortnightly,
        Rhythm.GROUP: policy.weight_group,
        Rhythm.ONLINE: policy.weight_online,
    }
    more = policy.weight_open_risk if case.risk_is_open else 0
    longer = policy.weight_longer if case.needs_longer else 0
    return by_rhythm[rhythm(case)] + more + longer


def weighted(cases: Iterable[tuple[Load, int]], policy: Policy) -> int:
    """Appointments a week that these cases take, rounded up; each fact with how many share it."""
    return -(-sum(weight(case, policy) * count for case, count in cases) // 100)


def free_in_week(*, slots: int, booked: int, days: int, days_here: int) -> int:
    """Appointments of a week that are still free: of the plan's slots the share of the days that
    somebody is there, less what is booked.
    """
    return max(0, slots * days_here // days - booked) if days else 0


def room(*, number: int | None, carried: int) -> int | None:
    """How many more people somebody may carry; less than none is over; None without a number."""
    return None if number is None else number - carried


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """One week of the forecast: at its end, how many may be carried and how many probably are."""

    number: int
    carried: int

    @property
    def room(self) -> int:
        """How many more; below zero, how many too many."""
        return self.number - self.carried


def forecast(
    *, carried: int, starts: Sequence[int], ends: Sequence[int], numbers: Sequence[int]
) -> tuple[WeekAhead, ...]:
    """Plain arithmetic: each coming week as many come and go as did on average in the weeks
    behind, to the nearest whole person; the numbers are those agreed for each week.
    """
    weeks_behind = max(1, len(starts))
    gain = sum(starts) - sum(ends)
    return tuple(
        WeekAhead(number, max(0, carried + round(gain * week / weeks_behind)))
        for week, number in enumerate(numbers, start=1)
    )
