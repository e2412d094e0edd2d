"""Item 9 above 0, or something said: the section is complete, a flag stands, somebody owns it with
a time.
"""

import pytest
from django.db import IntegrityError, connection, transaction

from caseload.actions import contacts, risk
from caseload.models import (
    CareContact,
    CaseFlag,
    RiskAction,
    RiskAsked,
    RiskOutcome,
    RiskReview,
    RiskSignal,
    SignalSource,
    Thoughts,
)
from caseload.risk_signals import Response
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from jobs.models import OutboxEntry
from referrals.models import Referral
from tests.caseload import entries
from tests.factories.caseload import booked_contact
from tests.factories.outcomes import MeasureScoreFactory


def test_a_positive_item_nine_cannot_be_logged_without_a_risk_review(log, contact):
    with pytest.raises(Refused, match="Item 9 is 1") as refused:
        log(entries.seen(phq9=entries.PHQ9_WITH_ITEM_9))

    assert refused.value.field == "risk"
    assert not CareContact.objects.get(pk=contact.pk).is_signed


def test_a_missing_item_nine_counts_as_needing_the_review(log):
    with pytest.raises(Refused, match="Item 9 was not answered"):
        log(entries.seen(phq9=(1, 1, 1, 1, 1, 1, 1, 1, None)))


def test_item_nine_at_zero_is_still_asked_about(log, contact):
    log(entries.seen())

    assert CareContact.objects.get(pk=contact.pk).risk_asked == RiskAsked.NOTHING_NEW
    assert not CaseFlag.objects.filter(reason="risk").exists()


def test_a_complete_section_opens_a_flag_with_an_owner_and_a_time(log, contact, priya, referral):
    log(entries.seen_with_risk())

    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    action = RiskAction.objects.get(flag=flag)
    assert flag.cleared_at is None
    assert (action.owner, action.urgency) == (priya, ResponseUrgency.PLANNED.value)
    assert action.due_by > contact.starts_at
    assert Referral.objects.get(pk=referral.pk).risk_open_since is not None


def test_score_and_section_are_two_signals_of_one_flag_with_one_action(log, referral):
    log(entries.seen_with_risk(thoughts=Thoughts.OFTEN))

    signals = RiskSignal.objects.filter(referral=referral)
    assert set(signals.values_list("source", flat=True)) == {
        SignalSource.SCORE,
        SignalSource.RISK_SECTION,
    }
    assert signals.values("flag").distinct().count() == 1
    assert RiskAction.objects.filter(referral=referral).count() == 1


def test_the_evidence_says_what_was_said_in_words(log, referral):
    log(entries.seen_with_risk(to_others=True, concern_details="Anger at his brother"))

    evidence = CaseFlag.objects.get(referral=referral, reason="risk").evidence
    assert "Item 9 is 1, was 0" in evidence
    assert "harm to others" in evidence
    assert "brother" not in evidence


def test_telling_the_duty_senior_makes_them_the_owner_and_leaves_a_notice(log, referral, duty):
    log(entries.seen_with_risk(plan=True, outcome=RiskOutcome.DUTY_SENIOR))

    action = RiskAction.objects.get(referral=referral)
    assert (action.owner, action.urgency) == (duty, ResponseUrgency.SAME_DAY.value)
    assert action.acknowledged_at is None
    assert OutboxEntry.objects.filter(ids={"staff_id": duty.pk}).count() == 1


def test_an_emergency_is_due_within_the_hour(log, referral, now):
    log(entries.seen_with_risk(intent=True, outcome=RiskOutcome.EMERGENCY))

    action = RiskAction.objects.get(referral=referral)
    assert (action.due_by - now).total_seconds() == 3600


@pytest.mark.parametrize("said", [{"plan": True}, {"intent": True}])
def test_a_plan_or_an_intent_removes_the_routine_outcome(log, said):
    with pytest.raises(Refused, match="duty senior now") as refused:
        log(entries.seen_with_risk(**said))

    assert refused.value.field == "risk_outcome"


def test_means_at_home_without_a_plan_asks_what_was_agreed(log):
    with pytest.raises(Refused) as refused:
        log(entries.seen_with_risk(means=True))

    assert refused.value.field == "means_agreed"


def test_means_at_home_with_what_was_agreed_may_end_in_a_safety_plan(log, referral):
    log(entries.seen_with_risk(means=True, means_agreed="Her sister keeps the tablets"))

    assert RiskReview.objects.get(referral=referral).means_agreed


@pytest.mark.parametrize(("empty", "field"), [("keeps_safe", "keeps_safe"), ("agreed", "agreed")])
def test_the_section_needs_its_words(log, empty, field):
    with pytest.raises(Refused) as refused:
        log(entries.seen_with_risk(**{empty: "  "}))

    assert refused.value.field == field


@pytest.mark.parametrize("concern", ["self_neglect", "from_others", "to_others", "children"])
def test_a_concern_says_what_it_is(log, concern):
    with pytest.raises(Refused) as refused:
        log(entries.seen_with_risk(**{concern: True}))

    assert refused.value.field == "concern_details"


def test_a_safeguarding_concern_says_what_it_is_and_is_a_signal(log, referral):
    with pytest.raises(Refused) as refused:
        log(entries.seen_with_risk(safeguarding=True))
    assert refused.value.field == "safeguarding_details"

    log(entries.seen_with_risk(safeguarding=True, safeguarding_details="Her uncle, at weekends"))

    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    assert "safeguarding" in flag.evidence
    assert "uncle" not in flag.evidence


def test_the_check_that_was_planned_is_done_by_the_next_completed_section(
    log, referral, priya, now
):
    log(entries.seen_with_risk())
    later = now.replace(day=16)
    again = booked_contact(referral, at=later)

    contacts.log_session(
        contact=again,
        logged=entries.logged(entries.seen_with_risk(), of=again),
        by=priya,
        now=later,
        policy=DEFAULT,
    )

    first, second = RiskAction.objects.filter(referral=referral).order_by("opened_at")
    assert (first.closed_by, second.closed_at) == (priya, None)
    assert "16 June" in first.outcome
    assert CaseFlag.objects.get(referral=referral, reason="risk").cleared_at is None


def test_a_session_with_nothing_new_leaves_an_open_flag_open(log, referral, priya, now):
    log(entries.seen_with_risk())
    later = now.replace(day=16)
    again = booked_contact(referral, at=later)

    contacts.log_session(
        contact=again,
        logged=entries.logged(entries.seen(), of=again),
        by=priya,
        now=later,
        policy=DEFAULT,
    )

    assert CaseFlag.objects.get(referral=referral, reason="risk").cleared_at is None
    assert RiskAction.objects.get(referral=referral).closed_at is None


def test_closing_the_last_action_with_an_outcome_closes_the_flag(log, referral, priya, now):
    log(entries.seen_with_risk())
    action = RiskAction.objects.get(referral=referral)

    risk.close_risk_action(
        risk_action=action,
        outcome="Rang her: safe, plan in place",
        then=None,
        is_confirmed=True,
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    assert (flag.cleared_by, flag.cleared_how) == (priya, "Rang her: safe, plan in place")
    assert Referral.objects.get(pk=referral.pk).risk_open_since is None


def test_closing_with_something_still_to_do_keeps_the_flag_open(log, referral, priya, sam, now):
    log(entries.seen_with_risk())
    action = RiskAction.objects.get(referral=referral)

    risk.close_risk_action(
        risk_action=action,
        outcome="Spoke, still low",
        then=Response("Ring again", sam.pk, ResponseUrgency.SAME_DAY),
        is_confirmed=True,
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    assert CaseFlag.objects.get(referral=referral, reason="risk").cleared_at is None
    assert RiskAction.objects.get(referral=referral, closed_at=None).owner == sam


@pytest.mark.parametrize("outcome", ["", "   "])
def test_a_risk_action_does_not_close_without_an_outcome(log, referral, priya, now, outcome):
    log(entries.seen_with_risk())
    action = RiskAction.objects.get(referral=referral)

    with pytest.raises(Refused, match="only with an outcome"):
        risk.close_risk_action(
            risk_action=action,
            outcome=outcome,
            then=None,
            is_confirmed=True,
            by=priya,
            now=now,
            policy=DEFAULT,
        )

    assert RiskAction.objects.get(pk=action.pk).closed_at is None


def test_a_risk_action_closes_once(log, referral, priya, now):
    log(entries.seen_with_risk())
    action = RiskAction.objects.get(referral=referral)
    once = {"risk_action": action, "then": None, "by": priya, "now": now, "policy": DEFAULT}
    risk.close_risk_action(outcome="Safe", is_confirmed=True, **once)

    with pytest.raises(Refused, match="already been closed"):
        risk.close_risk_action(outcome="Safe again", is_confirmed=True, **once)


def test_the_first_to_take_a_risk_action_has_it(log, referral, duty, sam, now):
    log(entries.seen_with_risk(plan=True, outcome=RiskOutcome.DUTY_SENIOR))
    action = RiskAction.objects.get(referral=referral)
    risk.acknowledge_risk_action(risk_action=action, by=duty, now=now)

    with pytest.raises(Refused, match="already taken"):
        risk.acknowledge_risk_action(risk_action=action, by=sam, now=now)

    assert RiskAction.objects.get(pk=action.pk).acknowledged_by == duty


@pytest.mark.django_db(transaction=True)
def test_an_item_nine_above_zero_without_its_signal_cannot_be_committed(referral):
    with pytest.raises(IntegrityError, match="has no risk signal"), transaction.atomic():
        MeasureScoreFactory(
            sitting__referral=referral,
            referral=referral,
            measure="PHQ9",
            answers=[0] * 8 + [1],
            total=1,
            item_nine=1,
        )


@pytest.mark.django_db(transaction=True)
def test_twin_with_the_guard_off_the_same_score_slips_through(referral):
    switch = "ALTER TABLE outcomes_measurescore {} TRIGGER caseload_no_signal_without_a_flag"
    with connection.cursor() as cursor:
        cursor.execute(switch.format("DISABLE"))
    try:
        score = MeasureScoreFactory(
            sitting__referral=referral,
            referral=referral,
            measure="PHQ9",
            answers=[0] * 8 + [1],
            total=1,
            item_nine=1,
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute(switch.format("ENABLE"))

    assert not RiskSignal.objects.filter(score=score).exists()
