"""Putting a referral on somebody's caseload: what was to happen next goes with the person."""

import pytest

from caseload.actions import allocation, contacts
from caseload.models import Allocation, ContactKind
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import NextStep, NextStepKind, Referral
from tests.caseload import entries
from tests.factories import caseload, referrals


@pytest.fixture
def allocate(leah, now):
    def put(referral, pwp):
        return allocation.allocate(
            referral=referral, pwp=pwp, why="", by=leah, now=now, policy=DEFAULT
        )

    return put


def _next(referral):
    return NextStep.objects.get(referral=referral, done_at__isnull=True)


def test_a_waiting_referral_is_booked_next_by_whoever_now_carries_it(allocate, priya, north):
    referral = referrals.waiting(north)

    allocate(referral, priya)

    assert Referral.objects.get(pk=referral.pk).carried_by == priya
    assert (_next(referral).kind, _next(referral).owner) == (NextStepKind.BOOK, priya)


def test_what_the_former_carrier_was_to_do_the_new_one_does(allocate, referral, priya, trainee):
    NextStep.objects.filter(referral=referral).update(owner=priya, kind=NextStepKind.FOLLOW_UP)

    allocate(referral, trainee)

    assert (_next(referral).kind, _next(referral).owner) == (NextStepKind.FOLLOW_UP, trainee)
    assert Allocation.objects.filter(referral=referral, ends_at__isnull=True).get().pwp == trainee


def test_what_a_third_person_was_to_do_stays_theirs(allocate, referral, sam, trainee):
    NextStep.objects.filter(referral=referral).update(owner=sam)

    allocate(referral, trainee)

    assert _next(referral).owner == sam


def test_a_referral_without_a_next_step_gets_one(allocate, referral, trainee):
    NextStep.objects.filter(referral=referral).delete()

    allocate(referral, trainee)

    assert _next(referral).owner == trainee


def test_nobody_carries_an_ended_referral(allocate, priya, north):
    with pytest.raises(Refused, match="has ended"):
        allocate(referrals.ended(north), priya)


def test_nobody_is_carried_by_somebody_who_has_left(allocate, referral, inactive):
    with pytest.raises(Refused, match="no longer works here"):
        allocate(referral, inactive)


def test_an_earlier_appointment_stays_the_next_step(referral, priya, now):
    first = caseload.booked_contact(referral, at=now.replace(day=10))

    contacts.book(
        referral=referral,
        kind=ContactKind.TREATMENT,
        booking=entries.at(now.replace(day=17)),
        pwp_id=priya.pk,
        by=priya,
        now=now,
    )

    assert _next(referral).due_by == first.starts_at


def test_signing_without_a_new_booking_keeps_the_one_that_is_there(log, referral, contact, now):
    later = caseload.booked_contact(referral, at=now.replace(day=17))

    log(entries.seen())

    assert (_next(referral).kind, _next(referral).due_by) == (
        NextStepKind.APPOINTMENT,
        later.starts_at,
    )
