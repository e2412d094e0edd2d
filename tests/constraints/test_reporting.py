"""The rules of derived rows, each broken once."""

from datetime import date
from types import SimpleNamespace

import pytest

from reporting.models import KpiMonth
from tests.constraints.breaking import Break, ids, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral):
    return SimpleNamespace(team=referral.team)


def _sum(w):
    return KpiMonth.objects.create(month=date(2026, 5, 1), team=w.team)


BREAKS = [
    Break("reporting_one_sum_per_month_team_group", "twice", lambda w: (_sum(w), _sum(w))),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)
