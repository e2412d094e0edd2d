"""The waiting-time clocks: from referral to assessment and to first treatment, and from the first
treatment session to the second, which the published waits leave out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from clinical.policy import Policy
from clinical.working_days import days_between

# NHS Talking Therapies manual: 75 % start treatment within 6 weeks, 95 % within 18, counted in days
# from the day the referral was received (metrics M053 and M055: at most 42 and 126).
SIX_WEEKS = 42
EIGHTEEN_WEEKS = 126
# National measures M046 and M047: over 28 and over 90 days from the first treatment session to the
# second. 28 is tracked without a target; at most 10 % over 90 is an ambition (unverified).
SECOND_LONG, SECOND_LONGEST = 28, 90


class Standing(Enum):
    """Where a clock stands on one day."""

    STOPPED = "stopped"
    AHEAD = "ahead"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Clock:
    """One wait: from when, until when if it has ended, and within how many days it should."""

    starts_on: date
    stopped_on: date | None
    within_days: int

    @property
    def due_on(self) -> date:
        """The last day on which it is kept: a wait of exactly so many days is within it."""
        return self.starts_on + timedelta(days=self.within_days)

    def days(self, on: date) -> int:
        """How long they waited, or have waited by this day. Pauses are not taken off."""
        return max(days_between(self.starts_on, self.stopped_on or on), 0)

    def left(self, on: date) -> int:
        """Days until the last day on which it is kept; negative once that is past."""
        return days_between(on, self.due_on)

    def standing(self, on: date, policy: Policy) -> Standing:
        """Stopped, ahead, near by the service's own rule, or over."""
        if self.stopped_on is not None:
            return Standing.STOPPED
        left = self.left(on)
        if left < 0:
            return Standing.OVER
        return Standing.NEAR if left <= policy.wait_near_days else Standing.AHEAD


def to_assessment(*, received_on: date, assessed_on: date | None, policy: Policy) -> Clock:
    """From the day the referral was received to the first assessment, within the service's days."""
    return Clock(received_on, assessed_on, policy.assessment_within_days)


def to_first_treatment(*, received_on: date, first_on: date | None, policy: Policy) -> Clock:
    """From the day the referral was received to the first treatment session: the 6-week standard,
    or fewer days where the service asks more of itself.
    """
    return Clock(received_on, first_on, policy.first_treatment_within_days)


def to_first_treatment_longest(*, received_on: date, first_on: date | None) -> Clock:
    """The same against the 18-week standard."""
    return Clock(received_on, first_on, EIGHTEEN_WEEKS)


def to_second_session(*, first_on: date, second_on: date | None, policy: Policy) -> Clock:
    """From the first treatment session to the second, within the service's days."""
    return Clock(first_on, second_on, policy.second_session_within_days)


def to_second_session_longest(*, first_on: date, second_on: date | None) -> Clock:
    """The same against 90 days."""
    return Clock(first_on, second_on, SECOND_LONGEST)


def is_kept(clock: Clock) -> bool:
    """It ended on its last day or before, whatever was paused on the way (metric M053 and others:
    no published wait takes a pause off).
    """
    return clock.stopped_on is not None and clock.stopped_on <= clock.due_on


@dataclass(frozen=True, slots=True)
class Paused:
    """Days on which somebody asked to wait, the first and the last."""

    from_on: date
    until_on: date


def days_paused(pauses: Iterable[Paused], *, clock: Clock, on: date) -> int:
    """Days of a wait on which it was paused at the patient's wish: shown beside it, never taken off
    it. Pauses do not overlap.
    """
    last = clock.stopped_on or on
    return sum(
        max(days_between(max(one.from_on, clock.starts_on), min(one.until_on, last)) + 1, 0)
        for one in pauses
    )
