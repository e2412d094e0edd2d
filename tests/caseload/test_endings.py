"""Ending a referral: at once with nothing open about risk, otherwise by two people who say why."""

from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import endings, risk
from caseload.actions.endings import Ending
from caseload.models import (
    Allocation,
    CareContact,
    CaseFlag,
    ContactState,
    EndingWithOpenRisk,
    RiskAction,
    SignalSource,
)
from caseload.risk_signals import Signal
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import EndCode, NextStep, Referral, Status
from tests import confirmed
from tests.factories import caseload
from tests.factories.caseload import booked_contact


@pytest.fixture
def ending(today):
    return Ending(EndCode.COMPLETED, today, "Below both thresholds, agreed in session 6.")


@pytest.fixture
def end(referral, ending, priya, now):
    def finish(**facts):
        given = {"referral": referral, "ending": ending, "by": priya, "now": now}
        endings.end_referral(**given | facts, policy=DEFAULT)

    return finish


@pytest.fixture
def at_risk(referral, priya, duty):
    """Two risk actions open, of two people."""
    return [caseload.risk_action(referral, owner=owner) for owner in (priya, duty)]


@pytest.fixture
def asked(referral, at_risk, ending, priya, now):
    return endings.ask_to_end(referral=referral, ending=ending, by=priya, now=now)


@pytest.fixture
def agree(asked, sam, now):
    def say_yes(**facts):
        given = {"asked": asked, "why": "The crisis team has him.", "by": sam, "now": now}
        endings.agree_to_end(is_confirmed=True, **given | facts, policy=DEFAULT)

    return say_yes


def _now(referral):
    return Referral.objects.get(pk=referral.pk)


def test_ending_closes_next_step_allocation_and_flags_and_empties_the_diary(end, referral, now):
    ahead = booked_contact(referral, at=now + timedelta(days=7))
    caseload.CaseFlagFactory(referral=referral)

    end()

    ended = _now(referral)
    assert (ended.status, ended.end_code) == (Status.ENDED, EndCode.COMPLETED)
    assert not NextStep.objects.filter(referral=referral, done_at=None).exists()
    assert not Allocation.objects.filter(referral=referral, ends_at=None).exists()
    assert not CaseFlag.objects.filter(referral=referral, cleared_at=None).exists()
    assert CareContact.objects.get(pk=ahead.pk).state == ContactState.CANCELLED
    assert AuditEntry.objects.filter(event=Event.REFERRAL_ENDED).count() == 1


def test_the_time_of_a_cancelled_appointment_is_free_again(end, referral, priya, north, now):
    at = now + timedelta(days=7)
    booked_contact(referral, at=at)

    end()

    assert booked_contact(caseload.in_treatment(priya, north), at=at).state == ContactState.BOOKED


def test_with_open_risk_it_is_refused_and_says_what_to_do(end, referral, at_risk):
    with pytest.raises(Refused, match="Close it first, or ask a second person"):
        end()

    assert _now(referral).is_open


@pytest.mark.parametrize(
    ("days", "why", "field"), [(1, "Done.", "on"), (0, " ", "why"), (-400, "Done.", "on")]
)
def test_a_day_to_come_or_before_the_referral_and_no_reason_are_refused(
    end, referral, today, days, why, field
):
    with pytest.raises(Refused) as refused:
        end(ending=Ending(EndCode.COMPLETED, today + timedelta(days=days), why))

    assert refused.value.field == field
    assert _now(referral).is_open


def test_a_session_that_was_held_is_signed_first(end, referral, now):
    booked_contact(referral, at=now - timedelta(days=1))

    with pytest.raises(Refused, match="is not signed yet"):
        end()

    assert _now(referral).is_open


def test_a_session_that_somebody_has_begun_to_write_is_signed_first(end, referral, now):
    caseload.ContactDraftFactory(contact=booked_contact(referral, at=now + timedelta(hours=1)))

    with pytest.raises(Refused, match="is not signed yet"):
        end()

    assert _now(referral).is_open


def test_two_people_end_it_and_each_action_closes_with_the_words_of_both(
    agree, referral, at_risk, asked, sam
):
    agree()

    assert _now(referral).status == Status.ENDED
    assert _now(referral).risk_open_since is None
    for action in RiskAction.objects.filter(referral=referral):
        assert action.closed_by == sam
        assert "Priya Raman: Below both thresholds" in action.outcome
        assert "Sam Okafor: The crisis team has him." in action.outcome
    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    assert (flag.cleared_by, flag.cleared_at is None) == (sam, False)
    assert AuditEntry.objects.filter(event=Event.RISK_ACTION_CLOSED).count() == len(at_risk)
    assert AuditEntry.objects.filter(event=Event.RISK_ENDING_AGREED).count() == 1


def test_asking_alone_ends_nothing(asked, referral):
    assert _now(referral).is_open
    assert RiskAction.objects.filter(referral=referral, closed_at=None).count() == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"why": "  "}, "Say why you agree"),
        ({"by": "priya"}, "You asked for this ending"),
    ],
)
def test_nobody_agrees_without_words_or_with_themselves(agree, referral, priya, facts, words):
    with pytest.raises(Refused, match=words):
        agree(**{name: priya if value == "priya" else value for name, value in facts.items()})

    assert _now(referral).is_open


def test_agreeing_twice_is_refused(agree):
    agree()

    with pytest.raises(Refused, match="agreed to this already"):
        agree()


def test_what_was_withdrawn_can_be_agreed_no_more_and_asked_again(
    agree, asked, referral, ending, priya, sam, now
):
    endings.withdraw_ending(asked=asked, by=sam, now=now)

    with pytest.raises(Refused, match="was withdrawn"):
        agree()

    assert endings.ask_to_end(referral=referral, ending=ending, by=priya, now=now).pk != asked.pk


def test_asking_twice_is_one(asked, referral, ending, sam, now):
    with pytest.raises(Refused, match="asked for this already"):
        endings.ask_to_end(referral=referral, ending=ending, by=sam, now=now)

    assert EndingWithOpenRisk.objects.count() == 1


def test_what_was_said_after_asking_has_to_be_looked_at_first(agree, referral, duty, now):
    risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.CALL, "Her brother rang"),
        response=None,
        by=None,
        now=now + timedelta(hours=1),
        policy=DEFAULT,
    )

    with pytest.raises(Refused, match="Something new was said"):
        agree(now=now + timedelta(hours=2))

    assert _now(referral).is_open


def test_where_no_risk_is_open_nobody_is_asked(referral, ending, priya, now):
    with pytest.raises(Refused, match="end the referral directly"):
        endings.ask_to_end(referral=referral, ending=ending, by=priya, now=now)


def test_once_the_plan_is_closed_the_referral_ends_and_what_was_asked_is_withdrawn(
    end, asked, at_risk, referral, priya, now
):
    for action in at_risk:
        confirmed.close(action, by=priya, now=now)

    end()

    assert not _now(referral).is_open
    assert EndingWithOpenRisk.objects.get(pk=asked.pk).withdrawn_by == priya
