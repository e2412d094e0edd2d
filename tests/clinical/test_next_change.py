"""The day on which reasons next change by time alone: never later than the first change."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from clinical import review
from clinical.facts import CaseFacts
from clinical.next_change import next_change
from clinical.policy import DEFAULT, RULES, Policy
from clinical.reason import Reason
from clinical.working_days import local_date
from tests.clinical.builders import TODAY, case, days_ago

# Around midnight in London, in winter and in summer, and in the middle of the day.
_HOURS = (0, 9, 22, 23)
_TIMED = (
    "review_every_days",
    "contact_overdue_after_days",
    "contact_overdue_senior_days",
    "contact_overdue_lead_days",
    "booking_horizon_days",
    "missed_in_a_row",
    "second_attempt_within_working_days",
)


@dataclass(frozen=True)
class Course:
    """Somebody's facts, all that is in the diary for them, and the rules of their service."""

    case: CaseFacts
    booked_at: tuple[datetime, ...] = ()
    policy: Policy = DEFAULT

    def on(self, day: date) -> CaseFacts:
        """The facts of a day on which nothing else was saved: the diary has moved on."""
        ahead = (at for at in self.booked_at if local_date(at) >= day)
        return replace(self.case, next_booked_at=next(ahead, None))

    def next_change(self, day: date) -> date:
        return next_change(self.on(day), on=day, policy=self.policy)

    def said(self, day: date, hour: int = 9) -> dict:
        """What all rules but risk say at an hour of a London day."""
        now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        found = review.reasons(self.on(local_date(now)), now=now, policy=self.policy)
        return {one.reason: (one.evidence, one.since) for one in found if one.reason != Reason.RISK}

    def first_change(self, *, after: date, before: date) -> date | None:
        """The first day in between on which the rules say something else than on the first."""
        then = self.said(after)
        days = (after + timedelta(days=n) for n in range(1, (before - after).days))
        return next((day for day in days if self.said(day) != then), None)


def at(days: int, hour: int = 9) -> datetime:
    """That many days from today."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour, tzinfo=UTC) + timedelta(days=days)


_days = st.integers(-70, 3).map(lambda n: TODAY + timedelta(days=n))
_maybe = st.none() | _days
_counts = st.integers(0, 4)
_facts = st.builds(
    case,
    received_on=_days,
    allocated_on=_maybe,
    first_attended_on=_maybe,
    last_attended_on=_maybe,
    assessed_on=_maybe,
    treatment_contacts=_counts,
    phq9=st.lists(st.integers(0, 27), max_size=4).map(tuple),
    gad7=st.lists(st.integers(0, 21), max_size=4).map(tuple),
    last_item_nine=st.none() | st.integers(0, 3),
    missed_in_a_row=_counts,
    last_missed_on=_maybe,
    missed_followed_up=st.booleans(),
    last_discussed_on=_maybe,
    review_due_on=st.none() | st.integers(-20, 60).map(lambda n: TODAY + timedelta(days=n)),
    open_risk_signals=st.integers(0, 1),
    has_problem_descriptor=st.booleans(),
    last_contact_scored=st.booleans(),
    risk_asked_last=st.booleans(),
    in_treatment=st.booleans(),
    ending_proposed=st.booleans(),
    proposed=st.sampled_from(("", "Step up")),
    safety_plan_review_on=_maybe,
    last_scored_on=_maybe,
)
_diaries = st.lists(st.builds(at, st.integers(-10, 45), st.sampled_from(_HOURS)), max_size=3).map(
    lambda booked: tuple(sorted(booked))
)
_policies = st.builds(
    lambda numbers: replace(DEFAULT, **numbers),
    st.fixed_dictionaries(
        {name: st.integers(RULES[name].lowest, RULES[name].highest) for name in _TIMED}
    ),
)
_courses = st.builds(Course, _facts, _diaries, st.just(DEFAULT) | _policies)
# Any day of half a year, so that the new year is among them.
_todays = st.integers(0, 210).map(lambda n: TODAY + timedelta(days=n))


@settings(max_examples=400, deadline=None)
@given(course=_courses, today=_todays)
def test_until_that_day_the_rules_say_what_they_say_today(course, today):
    assert course.first_change(after=today, before=course.next_change(today)) is None


@pytest.mark.slow
def test_twin_a_day_later_would_miss_a_change():
    """The same property finds somebody at once, where the answer is a day late."""
    missed = find(
        _courses,
        lambda one: one.first_change(
            after=TODAY, before=one.next_change(TODAY) + timedelta(days=1)
        ),
        settings=settings(max_examples=2000, deadline=None, database=None),
    )

    assert missed.first_change(after=TODAY, before=date(2027, 2, 1)) == missed.next_change(TODAY)


@settings(max_examples=200, deadline=None)
@given(course=_courses, today=_todays)
def test_rules_ask_for_nothing_finer_than_the_london_date(course, today):
    assert course.said(today, hour=0) == course.said(today, hour=22)


_QUIET = case(last_attended_on=days_ago(7), last_discussed_on=days_ago(7), review_due_on=None)
_NEW_YEAR = date(2027, 1, 1)
_ON_A_DAY = {
    "silence begins to be too long": (Course(_QUIET, (), DEFAULT), 15),
    "each day of silence is counted": (Course(replace(_QUIET, last_attended_on=days_ago(30))), 1),
    "a booking passes, and silence stands": (
        Course(replace(_QUIET, last_attended_on=days_ago(30)), (at(3),)),
        4,
    ),
    "a booking late in the evening is tomorrow's": (
        Course(replace(_QUIET, last_attended_on=days_ago(30)), (at(3, hour=23),)),
        5,
    ),
    "a booking is too far off to end a silence": (
        Course(replace(_QUIET, last_attended_on=days_ago(30)), (at(40),)),
        1,
    ),
    "the interval since the last look is over": (
        Course(replace(_QUIET, last_discussed_on=days_ago(20)), (at(9),)),
        8,
    ),
    "each day since the last look is counted": (
        Course(replace(_QUIET, last_discussed_on=days_ago(30)), (at(9),)),
        1,
    ),
    "the agreed day of a review has come": (
        Course(replace(_QUIET, review_due_on=TODAY + timedelta(days=2)), (at(9),)),
        2,
    ),
}


@pytest.mark.parametrize("what", _ON_A_DAY)
def test_it_is_the_very_day(what):
    course, days = _ON_A_DAY[what]
    day = TODAY + timedelta(days=days)

    assert course.next_change(TODAY) == day
    assert course.first_change(after=TODAY, before=day) is None
    assert course.first_change(after=TODAY, before=day + timedelta(days=1)) == day


def test_a_review_overdue_by_its_agreed_day_counts_no_days():
    course = Course(
        replace(_QUIET, review_due_on=days_ago(2), last_attended_on=None, allocated_on=None)
    )

    assert course.next_change(TODAY) == _NEW_YEAR


def test_at_the_new_year_a_date_gets_its_year():
    course = Course(replace(_QUIET, allocated_on=None, last_attended_on=None, missed_in_a_row=1))
    missed = replace(course, case=replace(course.case, last_missed_on=days_ago(1)))
    late = replace(missed, case=replace(missed.case, last_discussed_on=None, assessed_on=None))

    assert late.next_change(TODAY) == _NEW_YEAR
    assert late.first_change(after=TODAY, before=date(2027, 1, 2)) == _NEW_YEAR


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        # From today on the silence counts its days; it does not change twice today.
        ({"last_attended_on": days_ago(22), "next_booked_at": None}, 1),
        # Booked for the last day of the horizon: soon from today on, until its day has passed.
        ({"last_attended_on": days_ago(30), "next_booked_at": at(14)}, 15),
        # Due today by the service's own interval: tomorrow it counts another day.
        ({"last_discussed_on": days_ago(28), "review_due_on": None}, 1),
    ],
    ids=["silence", "booked", "review"],
)
def test_on_the_very_day_a_limit_is_reached_the_next_change_is_named(changes, days):
    quiet = replace(_QUIET, **changes)

    assert next_change(quiet, on=TODAY, policy=DEFAULT) == TODAY + timedelta(days=days)
