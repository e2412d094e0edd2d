"""When the reasons of a case next change by time alone, so that a night may leave the others be."""

from collections.abc import Iterator
from datetime import date, timedelta

from clinical.facts import CaseFacts
from clinical.policy import Policy
from clinical.working_days import local_date


def next_change(case: CaseFacts, *, on: date, policy: Policy) -> date:
    """The first day after this one on which a reason may begin, end or change its words, if facts
    and rules stay as they are. Never after the first change; now and then before it.

    Risk is left out: it is asked of its own rows whenever it is shown. The other rules ask the time
    for nothing but the London date.
    """
    return min(day for day in _days(case, on, policy) if day > on)


def _days(case: CaseFacts, on: date, policy: Policy) -> Iterator[date]:
    """Days on which any rule may answer otherwise than on the day before; some have passed."""
    # Dates in another year are written with their year.
    yield date(on.year + 1, 1, 1)
    if case.next_booked_at is not None:
        yield _tomorrow(local_date(case.next_booked_at))
    yield from _of_silence(case, on, policy)
    yield from _of_review(case, on, policy)


def _of_silence(case: CaseFacts, on: date, policy: Policy) -> Iterator[date]:
    """Silence is too long from the first day over the limit on, and counts its days in words. A
    booking soon ends it, and goes on being soon until its own day has passed.
    """
    began = case.silent_since
    if began is None:
        return
    too_long = began + timedelta(days=policy.contact_overdue_after_days + 1)
    horizon = timedelta(days=policy.booking_horizon_days)
    is_booked_soon = (
        case.next_booked_at is not None and local_date(case.next_booked_at) - horizon <= on
    )
    yield too_long
    if on >= too_long and not is_booked_soon:
        yield _tomorrow(on)


def _of_review(case: CaseFacts, on: date, policy: Policy) -> Iterator[date]:
    """A review is due from its day on; one that the service's interval sets counts the days since
    the last look in words.
    """
    looked_at = case.last_discussed_on or case.assessed_on
    interval = timedelta(days=policy.review_every_days)
    limit = None if looked_at is None else looked_at + interval
    due = min((day for day in (limit, case.review_due_on) if day is not None), default=None)
    if due is None:
        return
    yield due
    if on >= due and due == limit:
        yield _tomorrow(on)


def _tomorrow(on: date) -> date:
    return on + timedelta(days=1)
