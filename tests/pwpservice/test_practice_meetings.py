"""Supervision in the practice service: past meetings as they went, and the next six weeks."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from caseload.models import CaseSummary
from clinical.policy import DEFAULT
from clinical.working_days import local_date
from staff.models import StaffMember, SupervisionPairing
from supervision import coverage
from supervision.models import (
    CheckInWords,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionSession,
)
from tests.pwpservice.practice_service import TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def service(django_db_setup, django_db_blocker):
    """One service for all of these tests, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", "--referrals", "600", "--today", f"{TUESDAY}", stdout=StringIO())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


def test_the_first_pwp_meets_the_senior_tomorrow(service):
    pwp = StaffMember.objects.get(username="pwp")

    coming = SupervisionSession.objects.filter(
        supervisee=pwp, starts_at__date__gt=TUESDAY
    ).order_by("starts_at")

    assert coming.first().supervisor.username == "senior"
    assert local_date(coming.first().starts_at) == TUESDAY + timedelta(days=1)
    assert coming.count() >= 6


def test_no_supervisor_has_two_meetings_at_a_time(service):
    slots = Counter(SupervisionPairing.objects.values_list("supervisor", "weekday", "meets_at"))

    assert set(slots.values()) == {1}


def test_five_weeks_went_by_and_some_meetings_were_not_held(service):
    past = SupervisionSession.objects.filter(starts_at__date__lt=TUESDAY)
    held = past.filter(signed_at__isnull=False)
    missed = past.filter(opened_at__isnull=True)

    assert past.count() == 5 * SupervisionPairing.objects.count()
    assert held.count() + missed.count() == past.count()
    assert missed.exclude(not_held_why="").exists()
    assert missed.filter(not_held_at__isnull=True).exists()


def test_what_was_discussed_stands_in_the_meeting_of_that_day(service):
    since = TUESDAY - timedelta(days=30)
    discussed = CaseSummary.objects.filter(is_open=True, last_discussed_on__gte=since)

    told = SupervisionItem.objects.filter(
        referral__in=discussed.values("pk"),
        session__planned_on=F("referral__summary__last_discussed_on"),
        session__supervisee=F("referral__summary__pwp"),
    )

    assert discussed.count() > 50
    assert told.count() == discussed.count()


def test_every_case_was_decided_before_the_meeting_was_signed(service):
    undecided = SupervisionItem.objects.filter(decisions__isnull=True)
    late = SupervisionDecision.objects.exclude(
        at__gte=F("item__session__opened_at"), at__lte=F("item__session__signed_at")
    )

    assert not undecided.exists()
    assert not late.exists()


def test_a_change_has_somebody_who_does_it_and_some_are_still_to_be_done(service):
    changes = SupervisionDecision.objects.filter(code="CHANGE")

    assert changes.count() == SupervisionAction.objects.count() > 0
    assert not changes.filter(actions__isnull=True).exists()
    assert SupervisionAction.objects.filter(done_at__isnull=False).exists()


def test_most_people_were_looked_at_in_time(service):
    whole = coverage.page(on=TUESDAY, policy=DEFAULT).provider

    assert whole.open == CaseSummary.objects.filter(is_open=True, pwp__isnull=False).count()
    assert 0.8 < whole.within / whole.open < 1


def test_the_first_pwp_has_words_of_check_ins_and_brings_some_to_the_next(service):
    words = CheckInWords.objects.filter(session__supervisee__username="pwp")

    assert words.filter(session__signed_at__isnull=False).count() > 4
    assert words.filter(session__starts_at__date=TUESDAY + timedelta(days=1)).count() == 1
    assert CheckInWords.objects.values("session__supervisee").distinct().count() == 3
