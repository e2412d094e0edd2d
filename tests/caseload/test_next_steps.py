"""By when the next step is due: on a day on which the service works, when it closes."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import InternalError, transaction
from hypothesis import given
from hypothesis import strategies as st

from caseload import next_steps
from caseload.actions import allocation, bookings, contacts, patient_answers
from caseload.models import Attendance
from clinical.policy import DEFAULT, Policy
from clinical.working_days import is_working_day, local, local_date
from policy.models import ClosedDay
from referrals.models import Medium, NextStep
from tests.architecture.tower import ROOT, action_modules
from tests.caseload import entries
from tests.factories.caseload import booked_contact
from tests.factories.referrals import waiting

_LONDON = ZoneInfo("Europe/London")
_CLOSED_TOMORROW = replace(DEFAULT, closed_days=frozenset({date(2026, 6, 10)}))
_FRIDAY = datetime(2026, 6, 12, 17, tzinfo=_LONDON)


@pytest.fixture
def due(referral):
    """By when the next step of the referral is due."""
    return lambda: NextStep.objects.get(referral=referral, done_at__isnull=True).due_by


@pytest.mark.parametrize(
    "entry",
    [
        entries.seen(),
        entries.missed(attendance=Attendance.PATIENT_CANCELLED),
        entries.missed(attendance=Attendance.SERVICE_CANCELLED, follow_up=None),
    ],
)
def test_after_a_session_a_closed_day_does_not_count(priya, referral, now, due, entry):
    contact = booked_contact(referral, at=now, medium=Medium.IN_PERSON)

    contacts.log_session(
        contact=contact,
        logged=entries.logged(entry, of=contact),
        by=priya,
        now=now,
        policy=_CLOSED_TOMORROW,
    )

    assert due() == _FRIDAY


def test_what_the_person_cancelled_is_rebooked_on_a_working_day(referral, now, due):
    contact = booked_contact(referral, at=now + timedelta(days=1))

    patient_answers.cancel_for_patient(
        contact=contact, how="by text", by=None, now=now, policy=_CLOSED_TOMORROW
    )

    assert due() == _FRIDAY


def test_what_staff_cancelled_is_rebooked_on_a_working_day(referral, ada, now, due):
    bookings.cancel_booking(
        contact=booked_contact(referral, at=now + timedelta(days=1)),
        reason="She asked to",
        may_cancel_safety_follow_up=False,
        by=ada,
        now=now,
        policy=_CLOSED_TOMORROW,
    )

    assert due() == _FRIDAY


def test_who_is_new_on_a_caseload_is_booked_by_a_working_day(north, priya, leah, now):
    referral = waiting(north)

    allocation.allocate(
        referral=referral, pwp=priya, why="", by=leah, now=now, policy=_CLOSED_TOMORROW
    )

    assert NextStep.objects.get(referral=referral, done_at__isnull=True).due_by == _FRIDAY


@pytest.mark.usefixtures("clock")
def test_the_page_goes_by_the_closed_days_that_the_service_has_set(
    client, ada, priya, referral, now, due
):
    ClosedDay.objects.create(on=date(2026, 6, 10), name="Training day", set_at=now, set_by=priya)
    contact = booked_contact(referral, at=now + timedelta(days=7))
    client.force_login(ada)

    client.post(
        f"/caseload/{referral.reference}/bookings/{contact.reference}/cancel",
        {"reason": "She asked to"},
    )

    assert due() == _FRIDAY


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    closed=st.sets(st.dates(date(2026, 1, 1), date(2028, 1, 31)), max_size=40),
)
def test_soon_is_never_a_day_on_which_nobody_works(at, closed):
    policy = Policy(closed_days=frozenset(closed))
    now = at.replace(tzinfo=_LONDON)

    soon = next_steps.soon(now, policy)

    assert is_working_day(local_date(soon), policy.calendar)
    assert f"{local(soon):%H:%M}" == policy.closes
    between = [
        local_date(now) + timedelta(days=n)
        for n in range(1, (local_date(soon) - local_date(now)).days + 1)
    ]
    assert sum(is_working_day(day, policy.calendar) for day in between) == 2


def test_only_the_ending_of_a_referral_ends_its_next_step(north, now):
    referral = waiting(north)

    with pytest.raises(InternalError, match="open_referral_keeps_its_step"), transaction.atomic():
        NextStep.objects.filter(referral=referral).update(done_at=now)

    assert NextStep.objects.filter(referral=referral, done_at__isnull=True).count() == 1


def test_no_verb_but_the_ending_says_that_a_step_is_done():
    """Beside the trigger: a step is replaced in its row, so an open referral always has one."""
    ending = [
        path.relative_to(ROOT).as_posix()
        for path in action_modules()
        if re.search(r"NextStep\b[^\n]*(done_at=now|\.delete\()", path.read_text(encoding="utf-8"))
    ]

    assert ending == ["referrals/actions.py"]
