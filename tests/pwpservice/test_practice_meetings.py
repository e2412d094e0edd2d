"""Supervision in the practice service: past meetings as they went, and the next six weeks."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from caseload.models import CareContact, CaseSummary
from clinical.policy import DEFAULT
from clinical.working_days import LONDON, local_date, moment
from referrals.models import Patient, Referral
from staff import standing
from staff.models import StaffMember, SupervisionPairing
from supervision.meeting import agenda
from supervision.models import (
    CheckInWords,
    SupervisionAction,
    SupervisionAmendment,
    SupervisionDecision,
    SupervisionItem,
    SupervisionSession,
)
from supervision.overview import coverage
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


def test_a_step_up_waits_to_be_asked_for(service):
    assert SupervisionAction.objects.filter(decision__code="STEP_UP", done_at=None).exists()


def test_some_people_have_been_here_before(service):
    back = Referral.objects.open().filter(patient__referrals__ended_on__lt=TUESDAY).distinct()

    assert back.count() >= 3
    assert not Patient.objects.filter(referrals__isnull=True).exists()


def test_signed_meetings_have_an_amendment_and_a_remark(service):
    added = SupervisionAmendment.objects.select_related("session", "item")

    assert {one.by_id == one.session.supervisor_id for one in added} == {True, False}
    assert all(one.at > one.session.signed_at for one in added)
    assert all(one.item is None or one.item.session_id == one.session_id for one in added)


def test_no_supervisor_has_two_meetings_at_a_time(service):
    slots = Counter(SupervisionPairing.objects.values_list("supervisor", "weekday", "meets_at"))

    assert set(slots.values()) == {1}


def test_no_meeting_falls_on_a_booked_session_of_either(service):
    booked = CareContact.objects.filter(
        Q(pwp=OuterRef("supervisor")) | Q(pwp=OuterRef("supervisee")),
        state__in=["BOOKED", "LOGGED"],
        starts_at__lt=OuterRef("starts_at") + timedelta(minutes=1) * OuterRef("minutes"),
        ends_at__gt=OuterRef("starts_at"),
    )

    on_time = SupervisionSession.objects.annotate(day=TruncDate("starts_at", tzinfo=LONDON))

    assert on_time.filter(day=F("planned_on")).count() > 50
    assert not on_time.filter(Exists(booked)).exists()


def test_one_missed_meeting_was_made_up_and_its_cases_discussed_there(service):
    (made_up,) = SupervisionSession.objects.exclude(makes_up=None)

    assert made_up.makes_up.not_held_why
    assert made_up.starts_at > made_up.makes_up.starts_at
    assert made_up.items.count() > 3


def test_tomorrows_agenda_is_ready(service):
    session = SupervisionSession.objects.filter(
        supervisee__username="pwp", starts_at__date__gt=TUESDAY
    ).earliest("starts_at")
    now = moment(TUESDAY, "10:00")
    senior = standing.load(staff_id=session.supervisor_id, now=now, on=TUESDAY)

    page = agenda.live(session, member=senior, now=now, policy=DEFAULT)

    open_cases = CaseSummary.objects.filter(is_open=True, pwp=session.supervisee)
    assert len(page.everybody) == open_cases.count()
    assert 8 <= len(page.lines) <= 32
    assert page.lines[0].group == "Risk"
    assert page.planned_seconds < page.seconds_for_cases * 1.1
    assert len(page.on_track) > 10


def test_five_weeks_went_by_and_some_meetings_were_not_held(service):
    past = SupervisionSession.objects.filter(
        starts_at__date__lt=TUESDAY, starts_at__date__gte=TUESDAY - timedelta(weeks=5)
    )
    held = past.filter(signed_at__isnull=False)
    missed = past.filter(opened_at__isnull=True)

    assert past.filter(makes_up=None).count() == 5 * SupervisionPairing.objects.count()
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
    changes = SupervisionDecision.objects.filter(code__in=["CHANGE", "STEP_UP"])

    assert changes.count() == SupervisionAction.objects.count() > 0
    assert not changes.filter(actions__isnull=True).exists()
    assert SupervisionAction.objects.filter(done_at__isnull=False).exists()


def test_most_people_were_looked_at_in_time(service):
    whole = coverage.Sum("", coverage.read(on=TUESDAY, policy=DEFAULT))

    assert whole.open == CaseSummary.objects.filter(is_open=True, pwp__isnull=False).count()
    assert 0.8 < whole.within / whole.open < 1


def test_the_first_pwp_has_words_of_check_ins_and_brings_some_to_the_next(service):
    words = CheckInWords.objects.filter(session__supervisee__username="pwp")

    assert words.filter(session__signed_at__isnull=False).count() > 4
    assert words.filter(session__starts_at__date=TUESDAY + timedelta(days=1)).count() == 1
    assert CheckInWords.objects.values("session__supervisee").distinct().count() == 3


def test_a_trainee_has_had_more_than_half_of_her_hours_by_two_thirds_of_her_year(service):
    held = SupervisionSession.objects.filter(
        supervisee__username="trainee", opened_at__isnull=False
    ).count()

    whole = DEFAULT.trainee_case_management_hours
    assert whole / 2 < held < whole
