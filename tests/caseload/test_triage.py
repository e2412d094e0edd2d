"""A person decides how a referral is taken on, says why, and what follows exists from then on."""

from datetime import date

import pytest

from audit.models import AuditEntry
from caseload.actions.triage import triage
from caseload.models import RiskAction, RiskSignal
from caseload.triage.entry import HelpElsewhere, TriageEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.problems import Problem
from referrals.models import (
    ConsentMethod,
    NextStep,
    NextStepKind,
    Patient,
    Signposting,
    Status,
    Triage,
    TriageDecision,
)
from tests.factories import referrals
from tests.factories.referrals import DirectoryEntryFactory
from tests.personas import NOW

pytestmark = pytest.mark.django_db

D = TriageDecision


@pytest.fixture
def received(north):
    return referrals.received(north)


def decide(referral, by, decision, **facts):
    entry = TriageEntry(decision=decision, **{"seen": 0, "reason": "", **facts})
    return triage(referral=referral, entry=entry, by=by, now=NOW, policy=DEFAULT)


def next_step(referral):
    return NextStep.objects.get(referral=referral, done_at__isnull=True)


def test_step_2_waits_to_be_allocated(sam, received):
    made = decide(received, sam, D.STEP_2)

    received.refresh_from_db()
    assert (received.status, received.triaged_as) == (Status.WAITING, D.STEP_2)
    assert next_step(received).kind == NextStepKind.ALLOCATE
    assert (made.number, made.by) == (1, sam)
    assert AuditEntry.objects.filter(event="TRIAGED", referral_id=received.pk).count() == 1


def test_step_3_is_a_request_that_somebody_owns(sam, received):
    decide(received, sam, D.STEP_3, reason="PTSD after a crash")

    step = next_step(received)
    received.refresh_from_db()
    assert (step.kind, step.owner) == (NextStepKind.STEP_3, sam)
    assert (received.status, received.triaged_as) == (Status.RECEIVED, D.STEP_3)


def test_call_first_asks_for_a_call_by_the_next_working_day(sam, received):
    decide(received, sam, D.CALL_FIRST)

    step = next_step(received)
    assert (step.kind, step.owner, step.due_by.day) == (NextStepKind.SCREENING_CALL, sam, 10)


def test_a_risk_call_is_a_risk_action_of_the_duty_senior_due_today(sam, duty, received):
    decide(received, sam, D.RISK_CALL, reason="The letter speaks of pills")

    action = RiskAction.objects.get(referral=received)
    assert (action.owner_id, action.due_by.date()) == (duty.pk, NOW.date())
    assert "speaks of pills" in RiskSignal.objects.get(referral=received).evidence
    step = next_step(received)
    assert (step.kind, step.owner_id) == (NextStepKind.RISK_ACTION, duty.pk)


@pytest.mark.parametrize("decision", [D.STEP_3, D.SIGNPOST, D.RISK_CALL])
def test_without_a_reason_nothing_is_decided(sam, received, decision):
    with pytest.raises(Refused) as refusal:
        decide(received, sam, decision)

    assert refusal.value.field == "reason"
    assert not Triage.objects.exists()


def test_step_2_against_weak_evidence_asks_why_and_keeps_it(sam, received):
    with pytest.raises(Refused, match="all the same"):
        decide(received, sam, D.STEP_2, problem=Problem.PTSD)

    made = decide(received, sam, D.STEP_2, problem=Problem.PTSD, reason="Her wish, mild")

    assert made.warned == ["ptsd"]
    assert received.problems.get().problem == Problem.PTSD.name


def test_the_second_of_two_people_reads_what_the_first_decided(sam, duty, received):
    decide(received, duty, D.CALL_FIRST, reason="Ask about panic")

    with pytest.raises(Refused, match=r"Dee Walsh decided “Call first”.*Ask about panic"):
        decide(received, sam, D.STEP_2)

    assert Triage.objects.count() == 1


def test_the_same_form_twice_is_one_decision(sam, received):
    first = decide(received, sam, D.STEP_2)

    assert decide(received, sam, D.STEP_2) == first


def test_after_a_call_first_it_is_decided_again(sam, received):
    decide(received, sam, D.CALL_FIRST)

    assert decide(received, sam, D.STEP_2, seen=1).number == 2


def elsewhere(**facts):
    place = DirectoryEntryFactory()
    usual = {"places": (place.pk,), "consent": ConsentMethod.BY_PHONE, "ask_on": date(2026, 6, 30)}
    return HelpElsewhere(**{**usual, **facts})


def test_signposted_with_consent_somebody_asks_later_how_it_went(sam, received):
    Patient.objects.update(text_ok=True)
    decide(received, sam, D.SIGNPOST, reason="Debt", elsewhere=elsewhere(by_message=True))

    given = Signposting.objects.get(referral=received)
    assert given.words == "Northbrook Advice, 01632 960111"
    assert (given.consent, given.by_message) == (ConsentMethod.BY_PHONE, True)
    step = next_step(received)
    assert (step.kind, step.due_by.date()) == (NextStepKind.SIGNPOSTED, date(2026, 6, 30))


def test_signposting_may_end_the_referral(sam, received):
    decide(received, sam, D.SIGNPOST, reason="Debt", elsewhere=elsewhere(ask_on=None, ends=True))

    received.refresh_from_db()
    assert (received.status, received.end_code) == (Status.ENDED, "SIGNPOSTED")


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"places": ()}, "places"),
        ({"consent": None}, "consent"),
        ({"ask_on": None}, "ask_on"),
        ({"ask_on": date(2026, 6, 8)}, "ask_on"),
        ({"ends": True}, "ask_on"),
        ({"places": (987_654,)}, "places"),
        ({"by_message": True}, "by_message"),
    ],
)
def test_signposting_leaves_nothing_out(sam, received, missing, field):
    with pytest.raises(Refused) as refusal:
        decide(received, sam, D.SIGNPOST, reason="Debt", elsewhere=elsewhere(**missing))

    assert refusal.value.field == field
