"""Six months on one side of a line: when it is said, and when it is more than chance."""

from datetime import date
from decimal import Decimal

import pytest

from reporting import named_periods
from reporting.dashboard.months import line_of
from reporting.figures import Figure
from reporting.metrics.registry import MEASURES
from reporting.period import month_of
from reporting.standards import Standards

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 9)
MONTHS = [month_of(one) for one in named_periods.twelve_months(date(2026, 5, 1))]


def _said(slug, counted, months=MONTHS):
    """Of months, the last of these, in which so many of so many were counted."""
    figures = [
        Figure(slug, month, so, of, Decimal(100) * so / of)
        for month, (so, of) in zip(months[-len(counted) :], counted, strict=True)
    ]
    return line_of(figures, MEASURES[slug], standards=Standards(), on=ON).said


def test_six_months_far_above_the_standard_are_more_than_chance():
    found = _said("recovery", [(50, 100)] * 6 + [(70, 100)] * 6)

    assert found == "Six months above the standard: more than chance."


def test_six_months_of_a_handful_of_people_are_not():
    found = _said("eighteen-weeks", [(3, 3), (2, 2), (2, 2), (4, 4), (1, 1), (6, 6)])

    assert found == "Six months above the standard."


def test_a_month_that_is_not_over_is_no_month_yet():
    until_june = [*MONTHS[1:], month_of(ON)]

    assert _said("recovery", [(30, 100)] + [(70, 100)] * 5, months=until_june) == ""


def test_months_on_both_sides_say_nothing():
    assert _said("recovery", [(30, 100), (70, 100)] * 6) == ""
