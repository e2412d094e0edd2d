"""A figure is written with one decimal, the same wherever it stands."""

from decimal import Decimal

import pytest

from reporting.figures import one_decimal


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("6.25"), "6.3"),
        (Decimal("-6.25"), "-6.3"),
        (Decimal("0.05"), "0.1"),
        (Decimal("0.04"), "0.0"),
        (Decimal("-0.04"), "0.0"),
        (Decimal("-0.05"), "-0.1"),
        (-0.0, "0.0"),
    ],
)
def test_halves_are_rounded_away_from_nothing_and_nothing_has_no_sign(value, written):
    assert str(one_decimal(value)) == written
