"""What follows from five assumptions, by hand."""

from dataclasses import fields, replace
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.what_if.arithmetic import (
    WEEKS,
    Assumptions,
    Known,
    Result,
    course_weeks,
    follows,
    ranged,
)

USUAL = Assumptions(starters=20, missed=0.1, sessions=5, pwps=10, first_to_second=21)
KNOWN = Known(booked=20, gap=14, waiting=120, finishing=0.6, missed_spread=0.02)

_SLOW_MACHINES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_sums_are_those_on_paper():
    found = follows(USUAL, KNOWN)

    # 10 diaries of 20 appointments, nine of ten kept
    assert found.capacity == pytest.approx(180)
    assert found.can_begin == pytest.approx(36)
    # 120 wait and 240 come: 360 people, and 36 a week can begin for 12 weeks: 432
    assert found.begin == pytest.approx(30)
    assert found.waiting == 0
    assert found.finish == pytest.approx(30 * 0.6 * 52 / 12)
    # three weeks to the second session, then three gaps of two weeks
    assert course_weeks(USUAL, KNOWN) == pytest.approx(9)
    assert found.in_treatment == pytest.approx(270)
    assert found.caseload == pytest.approx(27)


def test_assessments_and_others_take_appointments_too():
    assert follows(USUAL, replace(KNOWN, beside=1)).can_begin == pytest.approx(30)


def test_when_more_come_than_can_begin_the_rest_wait():
    found = follows(replace(USUAL, starters=40), KNOWN)

    assert found.begin == pytest.approx(36)
    assert found.waiting == pytest.approx(120 + 480 - 432)
    assert found.wait == pytest.approx(168 / 36)


def test_without_appointments_nobody_begins_and_the_wait_has_no_end():
    found = follows(USUAL, replace(KNOWN, booked=0))

    assert (found.begin, found.wait) == (0, inf)


def test_one_session_each_has_no_second():
    assert course_weeks(replace(USUAL, sessions=1), KNOWN) == 0


_ASSUMED = st.builds(
    Assumptions,
    starters=st.floats(0, 500),
    missed=st.floats(0, 0.6),
    sessions=st.floats(1, 20),
    pwps=st.floats(0.5, 200),
    first_to_second=st.floats(0, 200),
)


@_SLOW_MACHINES
@given(_ASSUMED)
def test_nobody_is_lost_and_the_middle_lies_within_its_range(assumed):
    found = ranged(assumed, KNOWN)
    middle = found.middle

    assert middle.begin * WEEKS + middle.waiting == pytest.approx(
        KNOWN.waiting + WEEKS * assumed.starters
    )
    assert middle.begin <= middle.can_begin + 1e-9
    for field in fields(Result):
        low, high = (getattr(one, field.name) for one in (found.least, found.most))
        assert 0 <= low <= getattr(middle, field.name) <= high


@_SLOW_MACHINES
@given(_ASSUMED)
def test_fewer_missed_sessions_never_lengthen_the_wait(assumed):
    better = replace(assumed, missed=assumed.missed / 2)

    assert follows(better, KNOWN).wait <= follows(assumed, KNOWN).wait + 1e-9
