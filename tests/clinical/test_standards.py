"""National standards by the day from which they hold."""

from datetime import date

import pytest

from clinical.standards import BOUNDS, NATIONAL, national_on


@pytest.mark.parametrize(
    ("measure", "on", "value"),
    [
        ("six-weeks", date(2026, 6, 1), 75),
        ("eighteen-weeks", date(2026, 6, 1), 95),
        ("recovery", date(2015, 4, 1), 50),
        ("reliable-recovery", date(2026, 3, 31), 48),
        ("reliable-recovery", date(2026, 4, 1), 51),
        ("reliable-recovery", date(2028, 4, 1), 53),
        ("over-90-days", date(2026, 6, 1), 10),
    ],
)
def test_the_standard_of_a_day_is_the_last_that_has_begun(measure, on, value):
    found = national_on(measure, on)

    assert found is not None
    assert found.value == value


def test_before_the_first_and_for_what_has_none_there_is_no_standard():
    assert national_on("six-weeks", date(2015, 3, 31)) is None
    assert national_on("entering-treatment", date(2026, 6, 1)) is None


def test_every_standard_has_a_side_and_its_years_stand_in_order():
    assert set(NATIONAL) <= set(BOUNDS)
    for dated in NATIONAL.values():
        assert [one.valid_from for one in dated] == sorted(one.valid_from for one in dated)
