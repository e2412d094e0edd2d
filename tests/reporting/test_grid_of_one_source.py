"""Everybody and groups of the grid are counted from the same rows at the same time: sums of months
that are older than the rows would not add up with groups, and tell what was hidden by it.
"""

from datetime import date

import pytest

from reporting import grid, rollup
from reporting.grid import Place
from reporting.grid_counts import Grid
from reporting.period import Period
from tests.factories.reporting import finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def summed_before(north, south, now):
    """Sums of the months, and four courses of each team that ended since they were made."""
    for team, many in ((north, 9), (south, 7)):
        for place in range(many):
            finished(on=date(2026, 1 + place % 3, 12), referral__team=team)
    rollup.sum_every_month(now=now)
    for team in (north, south):
        for _ in range(4):
            finished(on=date(2026, 2, 12), referral__team=team)


def _people(judged, place, slug):
    return sum(one.figure.numerator for one in judged.figures(place)[slug])


@pytest.mark.usefixtures("summed_before")
@pytest.mark.parametrize("slug", ["six-weeks", "finished", "recovery"])
@pytest.mark.parametrize("dimension", ["team", "source", "ethnicity"])
def test_groups_add_up_to_everybody_though_the_sums_are_older(slug, dimension):
    judged = Grid.of([slug])

    whole = _people(judged, Place(QUARTER), slug)
    by_month = sum(_people(judged, Place(month), slug) for month in grid.parts_of(QUARTER))
    by_group = _people(judged, Place(QUARTER, dimension), slug)

    assert 24 == by_month == whole == by_group


def test_a_year_of_the_grid_is_counted_in_a_query_for_each_length(north, django_assert_num_queries):
    finished(on=date(2026, 2, 12), referral__team=north)
    judged, year = Grid.of(["recovery"]), Period(date(2025, 4, 1), date(2026, 3, 31))

    with django_assert_num_queries(3):
        judged.told(Place(year))
