"""A session that did not take place: one choice says what happens next, and risk changes which
choices there are.
"""

from datetime import timedelta

import pytest

from caseload.actions import contacts
from caseload.models import (
    Attendance,
    CareContact,
    CaseFlag,
    CaseSummary,
    MissedFollowUp,
    RiskAction,
)
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import Medium, NextStep, NextStepKind
from tests.caseload import entries
from tests.factories.caseload import answered_item_nine, booked_contact, signed_contact


@pytest.fixture
def rang(contact, priya, now):
    """One attempt, no answer."""
    return contacts.log_attempt(contact=contact, outcome="NO_ANSWER", by=priya, now=now)


def test_a_missed_call_counts_and_is_followed_up_by_its_booking(log, rang, contact, referral):
    log(entries.missed(next_booking=entries.a_week_after(contact)))

    summary = CaseSummary.objects.get(pk=referral.pk)
    assert (summary.missed, summary.missed_in_a_row, summary.missed_followed_up) == (1, 1, True)
    step = NextStep.objects.get(referral=referral, done_at=None)
    assert step.kind == NextStepKind.APPOINTMENT


def test_a_missed_call_needs_an_attempt_first(log, contact):
    with pytest.raises(Refused) as refused:
        log(entries.missed())

    assert refused.value.field == "attempts"


def test_a_video_session_needs_no_call_attempt(priya, referral, now):
    contact = booked_contact(referral, at=now, medium=Medium.VIDEO)

    contacts.log_session(
        contact=contact,
        logged=entries.logged(entries.missed(), of=contact),
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    assert CareContact.objects.get(pk=contact.pk).attendance == Attendance.DID_NOT_ATTEND


def test_what_happens_next_must_be_chosen(log, rang):
    with pytest.raises(Refused) as refused:
        log(entries.missed(follow_up=None))

    assert refused.value.field == "follow_up"


def test_what_the_service_cancelled_never_counts_against_the_patient(log, referral):
    log(entries.missed(attendance=Attendance.SERVICE_CANCELLED, follow_up=None))

    summary = CaseSummary.objects.get(pk=referral.pk)
    assert (summary.missed, summary.missed_in_a_row) == (0, 0)


def test_worry_opens_a_risk_action_for_today(log, rang, referral, priya):
    log(entries.missed(follow_up=MissedFollowUp.WORRIED))

    action = RiskAction.objects.get(referral=referral)
    assert (action.owner, action.urgency) == (priya, "same_day")
    assert CaseFlag.objects.filter(referral=referral, reason="risk", cleared_at=None).exists()


@pytest.mark.parametrize(
    "routine", [MissedFollowUp.CALL_AGAIN_TODAY, MissedFollowUp.SAME_TIME_NEXT_WEEK]
)
def test_with_a_risk_plan_open_silence_is_not_routine(log, rang, referral, now, routine):
    type(referral).objects.filter(pk=referral.pk).update(risk_open_since=now)

    with pytest.raises(Refused, match="open risk plan"):
        log(entries.missed(follow_up=routine))


@pytest.mark.parametrize(
    "routine", [MissedFollowUp.CALL_AGAIN_TODAY, MissedFollowUp.SAME_TIME_NEXT_WEEK]
)
def test_after_an_item_nine_above_0_silence_is_not_routine_though_its_flag_is_closed(
    log, rang, referral, priya, now, routine
):
    answered_item_nine(referral, at=now - timedelta(days=7), by=priya)

    with pytest.raises(Refused, match="Item 9 was 2 at the last contact: call now") as refused:
        log(entries.missed(follow_up=routine))

    assert refused.value.field == "follow_up"


def test_after_an_item_nine_above_0_calling_now_is_something_for_today(
    log, rang, referral, priya, now
):
    answered_item_nine(referral, at=now - timedelta(days=7), by=priya)

    log(entries.missed(follow_up=MissedFollowUp.CALL_NOW))

    action = RiskAction.objects.get(referral=referral)
    assert (action.owner, action.urgency) == (priya, "same_day")
    assert action.what == "Missed a session, item 9 was 2 at the last contact: call now"


def test_an_item_nine_that_has_been_0_since_leaves_the_routine_choices(
    log, rang, referral, priya, now
):
    answered_item_nine(referral, at=now - timedelta(days=14), by=priya)
    signed_contact(referral, at=now - timedelta(days=7), ninth=0)

    signed = log(entries.missed(follow_up=MissedFollowUp.SAME_TIME_NEXT_WEEK))

    assert signed.follow_up == MissedFollowUp.SAME_TIME_NEXT_WEEK


def test_with_a_risk_plan_open_the_duty_senior_can_be_told(log, rang, referral, now, duty):
    type(referral).objects.filter(pk=referral.pk).update(risk_open_since=now)

    log(entries.missed(follow_up=MissedFollowUp.DUTY_SENIOR_TOLD))

    assert RiskAction.objects.get(referral=referral).owner == duty


def test_call_now_is_only_for_an_open_risk_plan(log, rang):
    with pytest.raises(Refused):
        log(entries.missed(follow_up=MissedFollowUp.CALL_NOW))


def test_a_signed_note_takes_no_more_attempts(log, rang, contact, priya, now):
    log(entries.missed())
    contact.refresh_from_db()

    with pytest.raises(Refused, match="signed"):
        contacts.log_attempt(contact=contact, outcome="NO_ANSWER", by=priya, now=now)
