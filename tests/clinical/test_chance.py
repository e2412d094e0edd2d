"""The usual range of shares and counts, and months in a row on one side."""

import pytest

from clinical.chance import Side, Usual, run_on_one_side, share_error, usual_count, usual_share


def test_a_share_of_445_people_moves_by_two_or_three_points():
    assert share_error(0.463, of=445) == pytest.approx(0.0236, abs=0.0001)


def test_a_share_stays_within_three_standard_errors_of_its_mean():
    usual = usual_share(0.5, of=100)

    assert (usual.lowest, usual.highest) == pytest.approx((0.35, 0.65))


@pytest.mark.parametrize(("mean", "of"), [(0.98, 20), (0.02, 20), (1.0, 5), (0.0, 5)])
def test_no_share_is_below_nothing_or_above_all(mean, of):
    usual = usual_share(mean, of=of)

    assert 0 <= usual.lowest <= mean <= usual.highest <= 1


def test_a_count_moves_by_three_roots_of_its_mean():
    assert usual_count(400) == Usual(340.0, 460.0)
    assert usual_count(4).lowest == 0


def test_six_months_on_one_side_are_a_change():
    assert run_on_one_side([60, 40, 41, 42, 40, 41, 42], line=50) is Side.BELOW
    assert run_on_one_side([51, 52, 53, 54, 55, 56], line=50) is Side.ABOVE


@pytest.mark.parametrize(
    "months", [[40] * 5, [40, 40, 40, 60, 40, 40], [40, 40, None, 40, 40, 40], [50] * 6]
)
def test_fewer_months_a_gap_or_the_line_itself_are_none(months):
    assert run_on_one_side(months, line=50) is None
