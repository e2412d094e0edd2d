"""Of which sums figures were drawn: told by every write of them, and by nothing else."""

from datetime import date

import pytest
from django.db import connection

from reporting import counted, rollup
from reporting.models import KpiMonth
from tests.factories.policy import PolicyChangeFactory
from tests.factories.reporting import finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MAY = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _summed(north, now):
    finished(on=date(2026, 5, 20), referral__team=north)
    rollup.sum_every_month(now=now)
    KpiMonth.objects.exclude(month=MAY).delete()


def written(month=MAY):
    return counted.latest(month, month).written


def truncated():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE reporting_kpimonth")


def another(team):
    KpiMonth.objects.create(month=MAY, team=team, group="another")


@pytest.mark.parametrize(
    "write",
    [
        another,
        lambda _: KpiMonth.objects.filter(dimension="").update(edition=1),
        lambda _: KpiMonth.objects.exclude(dimension="").delete(),
        lambda team: (truncated(), another(team)),
        lambda _: PolicyChangeFactory(),
    ],
    ids=[
        "new_sums_say_when",
        "other_sums_say_when",
        "sums_gone_say_when",
        "no_sums_say_when",
        "a standard changed",
    ],
)
def test_every_write_of_sums_tells(write, north):
    before = written()

    write(north)

    assert before != written() is not None


@pytest.mark.parametrize(
    "nothing",
    [
        lambda now: rollup.sum_every_month(now=now),
        lambda _: KpiMonth.objects.filter(group="nobody").update(edition=1),
        lambda _: KpiMonth.objects.filter(group="nobody").delete(),
        lambda _: KpiMonth.objects.bulk_create([]),
    ],
)
def test_a_statement_that_writes_nothing_tells_nothing(nothing, now):
    rollup.sum_every_month(now=now)
    before = written()

    nothing(now)

    assert before == written()


def test_months_without_sums_have_nothing_to_tell():
    assert written() is not None
    assert written(date(2025, 5, 1)) is None

    truncated()

    assert written() is None
