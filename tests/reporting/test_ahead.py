"""What is drawn ahead of whoever asks first: the page it is, for whom, and what it never holds."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinical.working_days import local_date
from jobs.models import JobRun
from policy.current import policy_on
from reporting import ahead, measure_page, rollup
from reporting.dashboard import drawn
from reporting.models import Drawing, KpiMonth, PathwayRun
from reporting.remembered import Remembered
from tests.factories.reporting import finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "/dashboard/"
RECOVERY = f"{PAGE}recovery/"
MAY = date(2026, 5, 20)
# What each page has for itself: a token of the form, and of scripts.
OF_THE_VISIT = re.compile(r'value="\w{64}"|nonce="[^"]+"|"X-CSRFToken": "\w+"')
NEVER_DRAWN = "Drawn ahead by nobody"


@pytest.fixture(autouse=True)
def _as_another_process(monkeypatch):
    forget(monkeypatch)


def forget(monkeypatch):
    """Nothing is remembered, as in a process that has just begun."""
    for module, name in ((drawn, "_FIGURES"), (drawn, "_TEAMS"), (measure_page, "_PAGES")):
        monkeypatch.setattr(module, name, Remembered(most=8))


def courses(team, how_many, **facts):
    return [finished(on=MAY, referral__team=team, **facts) for _ in range(how_many)]


def count(now):
    """As the jobs of a quarter-hour do."""
    PathwayRun.objects.update_or_create(pk=1, defaults={"mark": 1, "at": now})
    JobRun.objects.create(
        job=rollup.JOB,
        started_at=now,
        finished_at=now,
        leased_until=now + timedelta(minutes=5),
    )
    return ahead.sum_every_month(now=now, policy=policy_on(local_date(now)))


def words(client, path=PAGE):
    return " ".join(client.get(path).content.decode().split())


def test_the_first_who_asks_after_a_count_draws_nothing(client, leah, north, now, monkeypatch):
    courses(north, 12)
    count(now)
    monkeypatch.setattr(drawn, "_figures", None)
    monkeypatch.setattr(drawn, "_teams", None)
    monkeypatch.setattr("reporting.measure_mix.read", None)
    client.force_login(leah)
    client.get("/today/")

    with CaptureQueriesContext(connection) as asked:
        page = words(client)
    queries = len(asked)
    measure = words(client, RECOVERY)

    assert queries == 7
    assert "12 of 12 people" in page
    assert "12 of 12 people" in measure
    assert "12 of 12 people" in words(client, f"{PAGE}?team={north.pk}")


def test_whoever_asks_sees_what_would_be_drawn_for_them(
    client, leah, dan, sam, north, south, now, monkeypatch
):
    courses(north, 12)
    courses(north, 3, is_recovered=False, is_reliably_recovered=False)
    courses(south, 7)
    count(now)
    paths = (PAGE, RECOVERY, f"{PAGE}?team={north.pk}", f"{PAGE}?problem=PANIC")

    def seen():
        found = {}
        for reader in (leah, dan, sam):
            client.force_login(reader)
            for path in paths:
                forget(monkeypatch)
                found[reader.pk, path] = OF_THE_VISIT.sub("", words(client, path))
        return found

    from_ahead = seen()
    Drawing.objects.all().delete()

    drawn_now = seen()
    for asked, page in from_ahead.items():
        assert drawn_now[asked] == page
    assert "19 of 22" in from_ahead[leah.pk, PAGE]
    assert "19 of 22" not in from_ahead[dan.pk, PAGE]
    assert "12 of 15" in from_ahead[sam.pk, PAGE]


def test_a_drawing_is_found_by_those_alone_who_may_see_it(
    client, leah, dan, sam, north, now, monkeypatch
):
    courses(north, 12)
    count(now)
    kept = set(Drawing.objects.values_list("key", flat=True))
    assert len(kept) > 3
    told = {}
    for key in kept:
        said = Drawing.objects.get(pk=key).said
        Drawing.objects.filter(pk=key).update(
            said=said.replace('"balance": "', f'"balance": "{NEVER_DRAWN} {key} ')
        )

    for reader in (leah, dan, sam):
        client.force_login(reader)
        forget(monkeypatch)
        page = words(client)
        told[reader.pk] = {key for key in kept if f"{NEVER_DRAWN} {key}" in page}

    assert all(len(keys) == 1 for keys in told.values())
    assert len(set.union(*told.values())) == 3


def test_what_is_old_or_of_other_sums_is_drawn_anew(client, leah, north, now, monkeypatch):
    courses(north, 4)
    count(now)
    client.force_login(leah)
    Drawing.objects.update(said="no drawing at all", drawn_at=now - timedelta(minutes=21))

    assert "4 of 4 people" in words(client)

    Drawing.objects.update(drawn_at=now)
    courses(north, 3)
    rollup.sum_every_month(now=now)
    forget(monkeypatch)

    assert "7 of 7 people" in words(client)


def test_nobody_of_whom_figures_tell_is_named(leah, sam, north, now):
    patients = [one.referral.patient for one in courses(north, 3)]

    count(now)

    said = " ".join(Drawing.objects.values_list("said", flat=True))
    assert "3 of 3 people" in said
    for patient in patients:
        assert patient.family_name not in said
        assert patient.nhs_number is None or patient.nhs_number not in said


def test_a_second_run_draws_the_same_and_lets_go_of_what_is_old(leah, dan, north, now):
    courses(north, 2)
    first = count(now)
    keys = set(Drawing.objects.values_list("key", flat=True))
    Drawing.objects.create(key="old", said="{}", drawn_at=now - timedelta(hours=2))

    again = ahead.sum_every_month(now=now, policy=policy_on(local_date(now)))

    assert again["drawn"] == first["drawn"] == len(keys) > 0
    assert set(Drawing.objects.values_list("key", flat=True)) == keys


def test_months_are_summed_although_nothing_can_be_drawn(leah, north, now, monkeypatch):
    courses(north, 2)
    monkeypatch.setattr(drawn, "ahead", None)

    counts = count(now)

    assert counts["not_drawn"] == 1
    assert KpiMonth.objects.filter(month=MAY.replace(day=1)).exists()
    assert not Drawing.objects.exists()
