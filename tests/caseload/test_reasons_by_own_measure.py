"""The measure that the problem calls for decides who is worse: on the caseload, in stored flags, in
what a put-off flag waits for, and by the service's own thresholds.
"""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from caseload import facts, resting, sweep
from caseload.models import CaseSummary, KeptSummary
from clinical.policy import DEFAULT
from clinical.problems import Problem
from clinical.reason import Reason
from referrals.actions import record_problem
from referrals.changes import changed
from tests.caseload.caseloads import page, quiet, row
from tests.factories.outcomes import MeasureScoreFactory, SittingFactory

MIGRATION = import_module("caseload.migrations.0028_own_totals_in_the_summary")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def scored(referral, *totals, now, measure="OCI"):
    """One a day, the latest yesterday; and everything is made true, as a save does."""
    for days, total in zip(range(len(totals), 0, -1), totals, strict=True):
        sitting = SittingFactory(referral=referral, taken_at=now - timedelta(days=days))
        MeasureScoreFactory(sitting=sitting, measure=measure, answers=[], total=total)
    changed([referral.pk], now=now)


@pytest.fixture
def somebody(priya, north):
    return quiet(priya, north, "Nair")


@pytest.fixture
def with_ocd(somebody, priya, now):
    record_problem(referral=somebody, problem=Problem.OCD, on=now.date(), by=priya, now=now)
    return somebody


def stored(referral):
    return CaseSummary.objects.get(pk=referral.pk).flags.get("deteriorating", [None])[0]


def test_whoever_is_worse_by_it_stands_on_the_caseload_with_its_numbers(
    client, priya, with_ocd, now
):
    scored(with_ocd, 28, 60, now=now)
    client.force_login(priya)

    assert "OCI 28 to 60" in row(page(client), "NAIR")


def test_another_problem_is_judged_by_another_measure_at_once(somebody, priya, now):
    scored(somebody, 28, 60, now=now)
    said = []
    for problem in (Problem.OCD, Problem.PTSD, Problem.OCD):
        before = stored(somebody)
        record_problem(referral=somebody, problem=problem, on=now.date(), by=priya, now=now)
        said.append((before, stored(somebody)))

    assert said == [
        (None, "OCI 28 to 60"),
        ("OCI 28 to 60", None),
        (None, "OCI 28 to 60"),
    ]


def test_the_night_has_nothing_to_write_after_a_save(with_ocd, now):
    scored(with_ocd, 28, 60, now=now)

    assert stored(with_ocd) == "OCI 28 to 60"
    assert sweep.sweep_flags(now=now, policy=DEFAULT)["changed"] == 0
    assert sweep.check_summaries(now=now, policy=DEFAULT)["different"] == 0


def test_the_night_writes_what_a_save_would_have(with_ocd, now):
    scored(with_ocd, 28, 60, now=now)
    flags = CaseSummary.objects.get(pk=with_ocd.pk).flags
    CaseSummary.objects.filter(pk=with_ocd.pk).update(own_totals=[], flags_checked_under="")

    assert sweep.sweep_flags(now=now, policy=DEFAULT)["changed"] == 1
    kept = CaseSummary.objects.get(pk=with_ocd.pk)
    assert (kept.own_totals, kept.flags) == ([28, 60], flags)


def _rows(referral):
    found = facts.with_range(CaseSummary.objects.filter(pk=referral.pk))
    return found.values(*facts.FACT_COLUMNS, "is_open")


def test_a_flag_that_was_put_off_wakes_when_its_own_measure_rises(with_ocd, now):
    scored(with_ocd, 28, 60, now=now)
    summary = CaseSummary.objects.filter(pk=with_ocd.pk)
    before = summary.values().get()
    then = resting.numbers(Reason.DETERIORATING, before)

    scored(with_ocd, 61, now=now + timedelta(hours=1))
    after = summary.values().get()

    assert then["OCI"] == 6000
    assert not resting.is_worse(Reason.DETERIORATING, before, then=then)
    assert resting.is_worse(Reason.DETERIORATING, after, then=then)
    assert "OCI" not in resting.numbers(Reason.HIGH_SCORES, after)
    assert "OCI" not in resting.numbers(Reason.DETERIORATING, after | {"own_totals": None})


def test_what_is_kept_of_a_summary_says_the_totals(with_ocd, now):
    scored(with_ocd, 28, 60, now=now)

    kept = KeptSummary.objects.filter(referral=with_ocd, changed__has_key="own_totals").latest("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT own_totals FROM jsonb_populate_record(NULL::caseload_casesummary, %s::jsonb)",
            ['{"own_totals": [28.00, 60.00]}'],
        )
        assert cursor.fetchone()[0] == [28, 60]
    assert kept.changed["own_totals"] == [28, 60]


def test_what_was_kept_before_the_totals_stood_in_it_is_judged_by_gad7(with_ocd, now):
    scored(with_ocd, 28, 60, now=now)
    [row_now] = _rows(with_ocd)
    of_before = facts.case_facts(row_now | {"own_totals": None}, risk=facts.OpenRisk(), now=now)

    assert of_before.own_totals == ()


def test_the_migration_fills_what_stood_before_it(with_ocd, priya, north, now):
    scored(with_ocd, 28, 60, now=now)
    of_another = quiet(priya, north, "Osei")
    record_problem(
        referral=of_another, problem=Problem.AGORAPHOBIA, on=now.date(), by=priya, now=now
    )
    sitting = SittingFactory(referral=of_another, taken_at=now)
    kept = {"total": None, "mean": Decimal("2.31")}
    MeasureScoreFactory(sitting=sitting, measure="MI_ALONE", answers=[], **kept)
    changed([of_another.pk], now=now)
    both = [with_ocd.pk, of_another.pk]
    CaseSummary.objects.filter(pk__in=both).update(own_totals=[], last_scored_on=None)
    assert sorted(facts.different(both)) == sorted(both)

    with connection.cursor() as cursor:
        cursor.execute(MIGRATION._AS_THEY_STAND)

    assert facts.different(both) == []
    assert {
        code in MIGRATION._OWN and f"'{problem}'" in MIGRATION._OWN
        for problem, code in facts._OWN_MEASURES.items()
    } == {True}
