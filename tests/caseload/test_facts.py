"""Summaries are what a plain reading of the base rows says, whatever happened and in any order."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from caseload import facts
from caseload.models import CaseSummary
from clinical.problems import Problem
from outcomes.bulk import withdraw_sittings
from tests import personas
from tests.caseload.histories import History, histories
from tests.caseload.slow_facts import summary_of
from tests.factories import referrals
from tests.factories.caseload import (
    CareContactFactory,
    allocated,
    booked_contact,
    in_treatment,
    missed_contact,
    signed_contact,
)

# What a summary says of flags that nobody has held against the rules.
_NOT_LOOKED_AT = {
    "flags_checked_on": None,
    "flags_next_change_on": None,
    "flags_checked_under": "",
}


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=histories)
def test_a_summary_is_what_its_rows_say_whatever_happened(priya, sam, north, events):
    with transaction.atomic():
        history = History(pwp=priya, other=sam, team=north)
        for event in events:
            history.add(event)

        returned = facts.refreshed([history.referral.pk])

        stored = CaseSummary.objects.filter(pk=history.referral.pk).values().get()
        assert stored == summary_of(history.referral.pk) | _NOT_LOOKED_AT
        assert returned == [{**summary_of(history.referral.pk), "newest_range": None}]
        assert facts.different([history.referral.pk]) == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("problem", [Problem.OCD, Problem.AGORAPHOBIA, Problem.PANIC_DISORDER])
def test_totals_of_the_problem_are_those_of_its_measure_in_order(priya, sam, north, now, problem):
    history = History(pwp=priya, other=sam, team=north)
    history.add(("problem", problem.name, personas.TODAY))
    for days, kept, facts_of in (
        (1, ("OCI", 40), {}),
        (3, ("OCI", 28), {}),
        (2, ("OCI", 90), {"withdrawn_at": now}),
        (2, ("MI_ALONE", Decimal("2.31")), {}),
        (4, ("MI_ALONE", Decimal("3.10")), {}),
    ):
        history.add(("of the problem", now - timedelta(days=days), kept, facts_of))

    [made] = facts.refreshed([history.referral.pk])

    assert made == {**summary_of(history.referral.pk), "newest_range": None}
    assert made["own_totals"] == {
        Problem.OCD: [28, 40],
        Problem.AGORAPHOBIA: [Decimal("3.10"), Decimal("2.31")],
    }.get(problem, [])


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True)])
def test_a_session_dated_before_the_referral_began_no_treatment(priya, north, now, days, counts):
    referral = allocated(priya, north, received_on=now.date() - timedelta(days=8))
    on = referral.received_on + timedelta(days=days)
    signed_contact(referral, at=now.replace(month=on.month, day=on.day))

    summary = CaseSummary.objects.get(referral=referral)

    assert summary.first_treatment_on == (on if counts else None)
    assert summary.treatment_contacts == 1


def test_a_score_taken_back_is_none_of_the_last_session(priya, north, now):
    referral = allocated(priya, north)
    contact = signed_contact(referral, at=now - timedelta(days=1))
    assert CaseSummary.objects.get(referral=referral).last_contact_scored

    withdraw_sittings(sitting_ids=[contact.sitting_id], now=now)
    facts.refresh([referral.pk])

    assert not CaseSummary.objects.get(referral=referral).last_contact_scored
    assert facts.different([referral.pk]) == []


def test_many_are_made_true_in_one_trip_and_each_by_its_own_rows(db, priya, north):
    made = [in_treatment(priya, north) for _ in range(4)]
    CaseSummary.objects.update(treatment_contacts=9)

    with CaptureQueriesContext(connection) as queries:
        facts.refresh(referral.pk for referral in made)

    assert len(queries) == 1
    assert facts.different(referral.pk for referral in made) == []


def test_nothing_to_refresh_asks_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert facts.refreshed([]) == []


def test_a_second_refresh_writes_no_row(referral):
    before = _versions()

    facts.refresh([referral.pk])

    assert _versions() == before


def test_a_difference_is_found_and_repaired(referral):
    CaseSummary.objects.filter(pk=referral.pk).update(last_item_nine=3)
    missing = referrals.ReferralFactory(team=referral.team)

    assert facts.different([referral.pk, missing.pk]) == [referral.pk, missing.pk]

    facts.refresh([referral.pk, missing.pk])

    assert facts.different([referral.pk, missing.pk]) == []


@pytest.mark.parametrize("last", ["CALL_AGAIN_TODAY", "WRITE_AND_SUPERVISION"])
@pytest.mark.parametrize("by_index", ["on", "off"])
def test_of_two_missed_at_the_same_moment_the_later_written_is_the_last(
    priya, north, now, last, by_index
):
    referral = in_treatment(priya, north)
    first = {"CALL_AGAIN_TODAY": "WRITE_AND_SUPERVISION"}.get(last, "CALL_AGAIN_TODAY")
    for follow_up in (first, last):
        missed_contact(referral, at=now - timedelta(hours=1), follow_up=follow_up)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_indexscan = {by_index}")
        cursor.execute(f"SET LOCAL enable_bitmapscan = {by_index}")

    facts.refresh([referral.pk])

    summary = CaseSummary.objects.get(referral=referral)
    assert summary.missed_followed_up is (last == "WRITE_AND_SUPERVISION")
    assert facts.different([referral.pk]) == []


def test_batches_hold_every_referral_once_summarised_or_not(referral):
    others = [referrals.ReferralFactory(team=referral.team).pk for _ in range(4)]

    found = list(facts.batches(size=2))

    assert [len(ids) for ids in found] == [2, 2, 1]
    assert [pk for ids in found for pk in ids] == [referral.pk, *others]


def test_an_appointment_of_this_morning_not_logged_yet_is_still_the_next_one(referral, now):
    booked_contact(referral, at=now - timedelta(hours=2))
    booked_contact(referral, at=now - timedelta(days=1))
    booked = CaseSummary.objects.get(pk=referral.pk).booked_at

    assert facts.next_booked(booked, now=now) == now - timedelta(hours=2)
    assert facts.next_booked(booked, now=now + timedelta(days=1)) is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_leave_a_summary_of_both(referral, priya, sam):
    """Without waiting, the later one would store a picture from before the earlier one's commit."""
    first_has_refreshed = Event()

    def first():
        with transaction.atomic():
            _book(referral, priya, days=1)
            facts.refresh([referral.pk])
            first_has_refreshed.set()
            _until_somebody_waits()

    def second():
        first_has_refreshed.wait(timeout=10)
        with transaction.atomic():
            _book(referral, sam, days=2)
            facts.refresh([referral.pk])

    _both(first, second)

    assert len(CaseSummary.objects.get(pk=referral.pk).booked_at) == 2
    assert facts.different([referral.pk]) == []


def _until_somebody_waits():
    """Until another connection waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)


def _book(referral, pwp, *, days):
    CareContactFactory(referral=referral, pwp=pwp, starts_at=personas.NOW + timedelta(days=days))


def _both(*acts):
    def alone(act):
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(alone, act) for act in acts]:
            done.result(timeout=30)


def _versions():
    """Where each summary lies in its table: an update moves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT referral_id, ctid::text FROM caseload_casesummary ORDER BY 1")
        return cursor.fetchall()
