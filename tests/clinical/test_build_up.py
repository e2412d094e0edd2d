"""How a caseload builds up with whoever is new, week by week."""

from datetime import date, timedelta

import pytest

from clinical.build_up import TRAINEE, newly_qualified_number, next_step, trainee_cap, week_of

SINCE = date(2026, 1, 5)


def after(weeks: int) -> date:
    return SINCE + timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("weeks", "cap"),
    [(-1, 0), (0, 0), (3, 0), (4, 5), (12, 5), (13, 15), (26, 30), (34, 30), (35, 45), (90, 45)],
)
def test_a_trainee_carries_more_with_the_weeks(weeks, cap):
    assert trainee_cap(since=SINCE, on=after(weeks)) == cap


@pytest.mark.parametrize(("weeks", "number"), [(0, 30), (4, 39), (8, 48), (13, 60), (60, 60)])
def test_whoever_is_newly_qualified_reaches_the_full_number_after_three_months(weeks, number):
    assert newly_qualified_number(60, since=SINCE, on=after(weeks)) == number


def test_the_first_day_is_in_week_one():
    assert [week_of(SINCE, SINCE + timedelta(days=days)) for days in (-1, 0, 6, 7)] == [0, 1, 1, 2]


def test_what_comes_next_is_known_until_nothing_does():
    assert (next_step(TRAINEE, 5), next_step(TRAINEE, 36)) == ((14, 15), None)


def test_before_the_first_day_there_is_no_week_however_long_before():
    assert week_of(SINCE, SINCE - timedelta(days=30)) == 0


def test_a_number_of_people_is_whole():
    assert repr(newly_qualified_number(45, since=SINCE, on=after(4))) == "29"
