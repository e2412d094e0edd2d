"""What pages of figures remember between two counts, what they never do, and for whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseload import facts
from jobs.models import JobRun
from referrals.models import EndCode, NextStep, Referral, Status
from reporting import rollup
from reporting.models import PathwayRun
from reporting.remembered import Remembered
from tests.factories.caseload import allocated
from tests.factories.referrals import NextStepFactory
from tests.factories.reporting import finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "/dashboard/"
MAY = date(2026, 5, 20)
ENDED = {"status": Status.ENDED, "ended_on": MAY, "end_code": EndCode.COMPLETED}


def courses(team, how_many, **facts):
    for _ in range(how_many):
        finished(on=MAY, referral__team=team, **facts)


def count(now):
    """As the jobs of a quarter-hour do."""
    rollup.sum_every_month(now=now)
    PathwayRun.objects.update_or_create(pk=1, defaults={"mark": 1, "at": now})
    JobRun.objects.create(
        job=rollup.JOB,
        started_at=now,
        finished_at=now,
        leased_until=now + timedelta(minutes=5),
    )


def words(client, path=PAGE):
    return " ".join(client.get(path).content.decode().split())


@pytest.mark.parametrize("many", [1, 12])
@pytest.mark.parametrize(
    ("path", "queries"),
    [(PAGE, 6), (f"{PAGE}recovery/", 4), (f"{PAGE}recovery/?by=age", 4)],
)
def test_a_page_of_figures_asks_the_same_however_many_finished(
    path, queries, many, client, leah, north, now
):
    courses(north, many)
    count(now)
    client.force_login(leah)
    words(client, path)

    with CaptureQueriesContext(connection) as asked:
        again = words(client, path)

    assert len(asked) == queries
    assert f"{many} of {many} " in again


def test_figures_are_those_of_the_latest_count(client, leah, north, now):
    courses(north, 4)
    count(now)
    client.force_login(leah)
    assert "4 of 4 people" in words(client)

    courses(north, 3)
    assert "4 of 4 people" in words(client)
    rollup.sum_every_month(now=now)

    assert "7 of 7 people" in words(client)
    assert "7 of 7 people" in words(client, f"{PAGE}recovery/")


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}recovery/"])
def test_figures_say_when_they_were_counted_before_any_month_is_summed(
    path, client, leah, north, now
):
    client.force_login(leah)
    assert ", courses of treatment not counted yet<" in words(client, path)

    courses(north, 4)
    PathwayRun.objects.create(pk=1, mark=1, at=now - timedelta(hours=1))

    assert ", counted today at 09:24<" in words(client, path)
    assert "4 of 4 people" in words(client, path)


def test_who_waits_and_which_next_steps_are_overdue_is_of_this_minute(
    client, leah, north, priya, now
):
    courses(north, 1)
    count(now)
    client.force_login(leah)
    line = 'Next step overdue</a></th><td class="num">{}<'
    assert line.format(0) in words(client)

    waiting = allocated(priya, north)
    NextStep.objects.filter(referral=waiting).delete()
    NextStepFactory(referral=waiting, set_by=priya, owner=priya, due_by=now - timedelta(days=1))

    assert "Still waiting now: 1 person," in words(client)
    assert line.format(1) in words(client)


@pytest.mark.parametrize(("ending", "overdue"), [({}, 1), (ENDED, 0)], ids=["open", "ended"])
@pytest.mark.parametrize("of", ["", "?team={}"])
def test_a_step_is_overdue_of_whoever_is_open(of, ending, overdue, client, leah, north, priya, now):
    referral = allocated(priya, north)
    NextStep.objects.filter(referral=referral).delete()
    NextStepFactory(referral=referral, set_by=priya, owner=priya, due_by=now - timedelta(days=1))
    if ending:
        Referral.objects.filter(pk=referral.pk).update(**ending)
    facts.refresh([referral.pk])
    client.force_login(leah)

    assert f'Next step overdue</a></th><td class="num">{overdue}<' in words(
        client, f"{PAGE}{of.format(north.pk)}"
    )


def test_what_one_may_see_is_remembered_for_no_other(client, leah, dan, sam, north, south, now):
    courses(north, 12)
    courses(north, 3, is_recovered=False, is_reliably_recovered=False)
    courses(south, 7)
    count(now)
    seen = {}
    for reader in (leah, dan, sam):
        client.force_login(reader)
        for path in (PAGE, f"{PAGE}recovery/"):
            words(client, path)
            seen[reader.pk, path] = words(client, path)

    for path in (PAGE, f"{PAGE}recovery/"):
        assert "19 of 22" in seen[leah.pk, path]
        assert "19 of 22" not in seen[dan.pk, path]
        assert "12 of 15" in seen[sam.pk, path]
        assert "19 of 22" not in seen[sam.pk, path]
    assert "/people" not in seen[dan.pk, PAGE]
    client.force_login(leah)
    assert "19 of 22" not in words(client, f"{PAGE}?print=1")


def test_nothing_is_remembered_without_a_key_and_the_oldest_is_forgotten():
    drawn = []
    memory = Remembered(most=2)
    for key in (None, None, "a", "a", "b", "c", "a"):
        memory.read(key, lambda key=key: drawn.append(key) or f"{key} drawn")

    assert drawn == [None, None, "a", "b", "c", "a"]
