"""The waiting-time clocks, by table: the last day is within, the day after is not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clinical import waits
from clinical.policy import DEFAULT
from clinical.waits import Clock, Paused, Standing

_RECEIVED = date(2026, 4, 14)


def _on(days):
    return _RECEIVED + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "in_six_weeks", "in_eighteen"),
    [(0, True, True), (42, True, True), (43, False, True), (126, False, True), (127, False, False)],
)
def test_the_standards_count_the_last_day_in(days, in_six_weeks, in_eighteen):
    first_on = _on(days)

    six = waits.to_first_treatment(received_on=_RECEIVED, first_on=first_on, policy=DEFAULT)
    eighteen = waits.to_first_treatment_longest(received_on=_RECEIVED, first_on=first_on)

    assert (waits.is_kept(six), waits.is_kept(eighteen)) == (in_six_weeks, in_eighteen)
    assert six.days(_on(500)) == days


@pytest.mark.parametrize(
    ("days", "tracked", "longest"), [(28, True, True), (29, False, True), (90, False, True)]
)
def test_the_second_session_is_within_28_and_90_days(days, tracked, longest):
    second_on = _on(days)

    short = waits.to_second_session(first_on=_RECEIVED, second_on=second_on, policy=DEFAULT)
    long = waits.to_second_session_longest(first_on=_RECEIVED, second_on=second_on)

    assert (waits.is_kept(short), waits.is_kept(long)) == (tracked, longest)
    assert not waits.is_kept(replace(long, stopped_on=_on(91)))


@pytest.mark.parametrize(
    ("days", "standing", "left"),
    [
        (0, Standing.AHEAD, 42),
        (27, Standing.AHEAD, 15),
        (28, Standing.NEAR, 14),
        (42, Standing.NEAR, 0),
        (43, Standing.OVER, -1),
    ],
)
def test_a_clock_counts_down_to_its_last_day(days, standing, left):
    clock = waits.to_first_treatment(received_on=_RECEIVED, first_on=None, policy=DEFAULT)

    assert clock.due_on == date(2026, 5, 26)
    assert (clock.standing(_on(days), DEFAULT), clock.left(_on(days))) == (standing, left)
    assert not waits.is_kept(clock)


def test_a_clock_that_stopped_is_neither_near_nor_over():
    clock = Clock(_RECEIVED, _on(60), 42)

    assert clock.standing(_on(61), DEFAULT) is Standing.STOPPED


def test_a_service_may_ask_more_of_itself():
    policy = replace(DEFAULT, first_treatment_within_days=28, assessment_within_days=14)

    first = waits.to_first_treatment(received_on=_RECEIVED, first_on=None, policy=policy)
    assessed = waits.to_assessment(received_on=_RECEIVED, assessed_on=None, policy=policy)

    assert (first.due_on, assessed.due_on) == (_on(28), _on(14))


@pytest.mark.parametrize(
    ("starts", "ends", "paused"),
    [(-10, -1, 0), (-10, 0, 1), (5, 9, 5), (8, 40, 3), (11, 40, 0)],
)
def test_a_pause_is_counted_beside_the_wait_and_never_taken_off_it(starts, ends, paused):
    clock = Clock(_RECEIVED, None, 42)
    pause = Paused(_on(starts), _on(ends))

    assert waits.days_paused([pause], clock=clock, on=_on(10)) == paused
    assert clock.days(_on(10)) == 10
    assert clock.due_on == _on(42)


def test_the_wait_for_an_assessment_ends_with_it():
    clock = waits.to_assessment(received_on=_RECEIVED, assessed_on=_on(5), policy=DEFAULT)

    assert clock.standing(_on(90), DEFAULT) is Standing.STOPPED
