"""How much work a case is, how much of a week is free, and how room is likely to change."""

import pytest

from clinical.policy import DEFAULT, with_changes
from clinical.workload import (
    Load,
    Rhythm,
    WeekAhead,
    forecast,
    free_in_week,
    rhythm,
    room,
    weight,
    weighted,
)

_NEW = Load(has_begun=False)
_WEEKLY = Load(has_begun=True, days_between=7)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (_NEW, Rhythm.NEW),
        (Load(has_begun=False, treatment="Worry group"), Rhythm.NEW),
        (_WEEKLY, Rhythm.WEEKLY),
        (Load(has_begun=True, days_between=10), Rhythm.WEEKLY),
        (Load(has_begun=True, days_between=11), Rhythm.FORTNIGHTLY),
        (Load(has_begun=True), Rhythm.FORTNIGHTLY),
        (Load(has_begun=True, treatment="Stress group", days_between=7), Rhythm.GROUP),
        (Load(has_begun=True, treatment="Online programme", days_between=7), Rhythm.ONLINE),
    ],
)
def test_how_often_somebody_is_seen(case, expected):
    assert rhythm(case) is expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (_NEW, 30),
        (_WEEKLY, 100),
        (Load(has_begun=True), 60),
        (Load(has_begun=True, treatment="Worry group"), 20),
        (Load(has_begun=True, treatment="cCBT"), 30),
        (Load(has_begun=True, days_between=7, risk_is_open=True), 150),
        (Load(has_begun=True, days_between=7, risk_is_open=True, needs_longer=True), 200),
        (Load(has_begun=False, needs_longer=True), 80),
    ],
)
def test_the_weights_are_those_of_the_reference(case, expected):
    assert weight(case, DEFAULT) == expected


def test_every_weight_is_a_rule_of_the_service():
    changed = with_changes({"weight_new": "45"})

    assert weight(_NEW, changed) == 45


def test_the_load_of_a_caseload_is_in_appointments_a_week_rounded_up():
    assert weighted([(_WEEKLY, 10), (_NEW, 3)], DEFAULT) == 11
    assert weighted([], DEFAULT) == 0


@pytest.mark.parametrize(
    ("slots", "booked", "days", "here", "free"),
    [(25, 10, 5, 5, 15), (25, 10, 5, 3, 5), (25, 30, 5, 5, 0), (25, 0, 5, 0, 0), (25, 0, 0, 0, 0)],
)
def test_free_appointments_of_a_week(slots, booked, days, here, free):
    assert free_in_week(slots=slots, booked=booked, days=days, days_here=here) == free


def test_room_is_none_without_a_number_and_below_zero_over_it():
    assert room(number=75, carried=61) == 14
    assert room(number=75, carried=77) == -2
    assert room(number=None, carried=20) is None


def test_the_forecast_is_plain_arithmetic_of_what_came_and_went():
    weeks = forecast(carried=60, starts=[3, 3, 4, 2], ends=[2, 2, 1, 1], numbers=[70, 70, 62])

    assert weeks == (WeekAhead(70, 62), WeekAhead(70, 63), WeekAhead(62, 64))
    assert [week.room for week in weeks] == [8, 7, -2]


def test_nobody_is_expected_on_fewer_than_no_caseload():
    weeks = forecast(carried=1, starts=[0], ends=[4], numbers=[10, 10])

    assert [week.carried for week in weeks] == [0, 0]


def test_many_cases_are_added_up_before_they_are_rounded_and_what_is_free_is_whole():
    assert weighted([(_WEEKLY, 250)], DEFAULT) == 250 * weight(_WEEKLY, DEFAULT) // 100
    assert repr(free_in_week(slots=21, booked=3, days=5, days_here=4)) == "13"


def test_one_week_behind_is_a_rate_of_its_own():
    (week,) = forecast(carried=10, starts=[4], ends=[0], numbers=[20])

    assert week.carried == 14
