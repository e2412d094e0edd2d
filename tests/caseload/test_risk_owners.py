"""Whatever must happen about risk belongs to somebody who works here, and its end is recorded."""

import uuid
from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import contacts, drafts, risk, scores
from caseload.models import (
    CaseFlag,
    RiskAction,
    RiskAsked,
    RiskOutcome,
    RiskSignal,
    SignalSource,
)
from caseload.risk_signals import Response, Signal
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from jobs.models import OutboxEntry
from outcomes.models import MeasureScore
from staff.models import StaffMember, SupervisionPairing
from tests import confirmed
from tests.caseload import entries
from tests.factories import referrals
from tests.factories.caseload import booked_contact, risk_action, sitting_with_signal
from tests.factories.staff import AbsenceFactory


@pytest.fixture
def gone(priya):
    """Priya has left; her caseload has not been handed over yet."""
    StaffMember.objects.filter(pk=priya.pk).update(is_active=False)


@pytest.fixture
def unsupervised(priya):
    """Nobody supervises Priya today."""
    SupervisionPairing.objects.filter(supervisee=priya).delete()


@pytest.fixture
def raise_by_score(log, sam, now):
    """A signal with nobody's response: item 9 of a recorded score is corrected to 2."""
    log(entries.seen())
    score = MeasureScore.objects.filter(measure="PHQ9").latest("pk")

    def correct():
        return scores.correct_score(
            score=score,
            answers=(*entries.PHQ9_10[:8], 2),
            reason="Read out the wrong line",
            by=sam,
            now=now,
            policy=DEFAULT,
        )

    return correct


def test_a_signal_about_a_leavers_patient_goes_to_the_supervisor(
    raise_by_score, gone, duty, sam, referral
):
    raise_by_score()

    assert RiskAction.objects.get(referral=referral).owner == sam


def test_without_a_supervisor_it_goes_to_the_duty_senior(
    raise_by_score, gone, unsupervised, duty, referral
):
    raise_by_score()

    assert RiskAction.objects.get(referral=referral).owner == duty


def test_in_a_gap_of_the_rota_it_goes_to_the_service_lead(
    raise_by_score, gone, unsupervised, leah, referral
):
    raise_by_score()

    assert RiskAction.objects.get(referral=referral).owner == leah


def test_a_duty_senior_who_is_away_is_passed_over(
    raise_by_score, gone, unsupervised, duty, leah, referral, today
):
    AbsenceFactory(staff=duty, starts_on=today, ends_on=today)

    raise_by_score()

    assert RiskAction.objects.get(referral=referral).owner == leah


def test_somebody_not_yet_allocated_is_the_duty_seniors_who_is_told(duty, leah, north, now):
    waiting = referrals.waiting(north)

    risk.raise_flag(
        referral=waiting,
        signal=Signal(SignalSource.REPLY, "A reply to a message"),
        response=None,
        by=None,
        now=now,
        policy=DEFAULT,
    )

    assert RiskAction.objects.get(referral=waiting).owner == duty
    assert _told(duty) == 1
    assert _told(leah) == 0


def test_what_was_said_remotely_is_told_to_the_named_person_and_the_duty_senior(
    referral, priya, duty, now
):
    _by_link(referral, 1, now=now)

    action = RiskAction.objects.get(referral=referral)
    assert (action.owner, action.urgency) == (priya, ResponseUrgency.SAME_DAY.value)
    assert (_told(priya), _told(duty)) == (1, 1)


def test_by_night_it_is_due_by_the_end_of_the_next_working_day_and_the_lead_is_told(
    referral, priya, leah, now
):
    _by_link(referral, 1, now=now.replace(hour=23))

    action = RiskAction.objects.get(referral=referral)
    assert action.due_by == now.replace(day=10, hour=16, minute=0)
    assert (_told(priya), _told(leah)) == (1, 1)


def test_a_check_in_a_week_is_no_answer_to_what_is_said_by_link_today(referral, priya, duty, now):
    risk_action(referral, owner=priya, due_by=now + timedelta(days=6), urgency="planned")

    _by_link(referral, 1, now=now)

    today = RiskAction.objects.get(referral=referral, urgency="same_day")
    assert (today.owner, today.due_by) == (priya, now.replace(hour=16, minute=0))


def test_what_is_to_be_done_today_is_joined_and_everybody_hears_of_what_is_new(
    referral, priya, duty, now
):
    form_key = uuid.uuid4()
    _by_link(referral, 1, form_key=form_key, now=now)
    later = now + timedelta(minutes=1)

    _by_link(referral, 2, form_key=form_key, now=later)
    _by_link(referral, 2, form_key=form_key, now=later)

    assert RiskAction.objects.filter(referral=referral).count() == 1
    assert RiskSignal.objects.filter(referral=referral).count() == 2
    assert (_told(priya), _told(duty)) == (2, 2)


def test_without_anybody_on_the_rota_or_in_the_lead_a_signal_is_still_owned(north, tom, now):
    waiting = referrals.waiting(north)

    _by_link(waiting, 3, now=now)

    assert RiskAction.objects.get(referral=waiting).owner == tom


@pytest.mark.parametrize(("before", "told"), [(0, 1), (1, 1), (2, 0), (3, 0)])
def test_an_answer_that_has_risen_is_told_to_the_duty_senior_and_always_has_its_flag(
    log, referral, duty, before, told, now
):
    sitting_with_signal(referral, ninth=before, at=now - timedelta(days=3))
    phq9 = (*entries.PHQ9_10[:8], 2)

    log(entries.seen(phq9=phq9, risk_asked=RiskAsked.REVIEWED, risk=entries.RISK))

    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    assert flag.evidence.startswith(f"Item 9 is 2, was {before}")
    assert _told(duty) == told


def _by_link(referral, answer, *, now, form_key=None):
    return risk.raise_flag(
        referral=referral,
        signal=Signal(
            SignalSource.LINK,
            f"Item 9 is {answer}, by link",
            form_key=form_key or uuid.uuid4(),
            answer=answer,
        ),
        response=None,
        by=None,
        now=now,
        policy=DEFAULT,
    )


def _told(member):
    return OutboxEntry.objects.filter(kind="staff_notice", ids={"staff_id": member.pk}).count()


def test_a_duty_senior_who_has_left_is_none(duty, now):
    StaffMember.objects.filter(pk=duty.pk).update(is_active=False)

    assert risk.duty_senior_id(now=now) is None


def test_nothing_is_handed_to_somebody_who_has_left(log, referral, priya, inactive, now):
    log(entries.seen_with_risk())
    action = RiskAction.objects.get(referral=referral)

    with pytest.raises(Refused, match="somebody who works here"):
        risk.close_risk_action(
            risk_action=action,
            outcome="Spoke with her",
            then=Response("Ring again", inactive.pk, ResponseUrgency.PLANNED),
            is_confirmed=True,
            by=priya,
            now=now,
            policy=DEFAULT,
        )

    assert RiskAction.objects.get(pk=action.pk).closed_at is None


def test_a_planned_check_that_was_done_stands_on_the_trail(log, referral, contact, priya, now):
    log(entries.seen_with_risk())
    planned = RiskAction.objects.get(referral=referral)
    week = now + timedelta(days=7)
    again = booked_contact(referral, at=week)

    contacts.log_session(
        contact=again,
        logged=entries.logged(entries.seen_with_risk(), of=again),
        by=priya,
        now=week,
        policy=DEFAULT,
    )

    closed = AuditEntry.objects.get(event=Event.RISK_ACTION_CLOSED)
    assert (closed.about_id, closed.staff_id) == (planned.pk, priya.pk)


def test_each_change_of_a_risk_action_raises_its_version(log, referral, duty, now):
    log(entries.seen_with_risk(intent=True, outcome=RiskOutcome.DUTY_SENIOR))
    action = RiskAction.objects.get(referral=referral)

    risk.acknowledge_risk_action(risk_action=action, by=duty, now=now)
    confirmed.close(action, by=duty, now=now)

    assert RiskAction.objects.get(pk=action.pk).version == 3


def test_signing_a_note_that_takes_the_answer_back_still_confirms_its_flag(
    log, contact, referral, priya, now
):
    drafts.save_draft(
        contact=contact,
        fields={"phq9_9": "1"},
        version=0,
        missing="",
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    log(entries.seen())

    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    assert (flag.is_provisional, flag.cleared_at) == (False, None)
