"""Whatever must happen about risk belongs to somebody who works here, and its end is recorded."""

from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import contacts, drafts, risk, scores
from caseload.actions.risk import Response
from caseload.models import CaseFlag, RiskAction, RiskOutcome
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from outcomes.models import MeasureScore
from staff.models import StaffMember
from tests.caseload import entries
from tests.factories.caseload import booked_contact


@pytest.fixture
def gone(priya):
    """Priya has left; her caseload has not been handed over yet."""
    StaffMember.objects.filter(pk=priya.pk).update(is_active=False)


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


def test_a_signal_about_a_leavers_patient_goes_to_the_duty_senior(
    raise_by_score, gone, duty, referral
):
    raise_by_score()

    assert RiskAction.objects.get(referral=referral).owner == duty


def test_without_a_duty_senior_it_goes_to_whoever_heard_it(raise_by_score, gone, sam, referral):
    raise_by_score()

    assert RiskAction.objects.get(referral=referral).owner == sam


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
    risk.close_risk_action(
        risk_action=action, outcome="Rang her", then=None, by=duty, now=now, policy=DEFAULT
    )

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
