"""Dots of groups: who is said to differ from all beyond chance."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.dashboard.fairness import dimension
from reporting.dimensions import NOT_KNOWN
from reporting.figures import Figure, GroupFigure
from reporting.metrics.registry import MEASURES
from reporting.period import Period

MEASURE = MEASURES["reliable-recovery"]
YEAR = Period(date(2025, 6, 1), date(2026, 5, 31))


def _figure(numerator, of):
    value = Decimal(numerator) * 100 / of
    return Figure(MEASURE.slug, YEAR, numerator, of, value)


@pytest.mark.parametrize(("of", "is_said"), [(9, False), (10, True), (40, True)])
def test_a_group_of_fewer_than_ten_is_drawn_and_never_said_to_differ(of, is_said):
    groups = [
        GroupFigure("1", "Most deprived fifth", _figure(0, of)),
        GroupFigure("5", "Least deprived fifth", _figure(50, 100)),
    ]

    found = dimension(MEASURE, "deprivation", groups, whole=_figure(500, 1000))

    assert [one.is_different for one in found.groups] == [is_said, False]
    assert [one.count for one in found.groups] == [str(of), "100"]
    assert ("Beyond chance: Most deprived fifth" in found.gap) == is_said


@pytest.mark.parametrize(
    ("label", "of", "is_left_out"),
    [("Gypsy or Traveller", 9, True), ("Gypsy or Traveller", 10, False), (NOT_KNOWN, 9, False)],
)
def test_it_is_said_where_a_group_is_too_small_to_be_compared(label, of, is_left_out):
    groups = [
        GroupFigure("A", "White", _figure(40, 100)),
        GroupFigure("B", "Asian", _figure(50, 100)),
        GroupFigure("C", label, _figure(0, of)),
    ]

    found = dimension(MEASURE, "ethnicity", groups, whole=_figure(90, 209))

    said = "Groups of fewer than 10 are not compared."
    assert found.gap.endswith(said) == is_left_out


def test_the_gap_says_the_shares_of_its_dots():
    # 57.5 and 14.5, which a float has as a little less
    groups = [
        GroupFigure("1", "Most deprived fifth", _figure(29, 200)),
        GroupFigure("5", "Least deprived fifth", _figure(23, 40)),
    ]

    found = dimension(MEASURE, "deprivation", groups, whole=_figure(50, 100))

    assert "Most deprived fifth 15% of 200; Least deprived fifth 58% of 40" in found.chart
    assert found.gap.startswith("From 15% (Most deprived fifth) to 58% (Least deprived fifth)")
