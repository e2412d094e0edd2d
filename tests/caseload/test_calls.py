"""Calls from outside a session: kept once, and a mention of risk has its flag at once."""

import uuid

import pytest

from audit.models import AuditEntry
from caseload import calls as unknown_calls
from caseload.actions import calls
from caseload.actions.calls import CallEntry
from caseload.models import Call, Caller, CaseFlag, RiskAction, RiskSignal, SignalSource
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from jobs.models import OutboxEntry
from tests.factories import referrals
from tests.factories.caseload import CallFactory

pytestmark = pytest.mark.django_db


def entry(**facts):
    usual = {
        "caller": Caller.FAMILY,
        "caller_name": "Asha",
        "phone": "07700 900222",
        "said": "She says she wants to end it.",
        "mentions_risk": True,
        "next_step": "Ring her this afternoon",
    }
    return CallEntry(**{**usual, **facts})


@pytest.fixture
def log(referral, priya, now):
    def keep(made=None, **facts):
        usual = {
            "referral": referral,
            "entry": made or entry(),
            "form_key": uuid.uuid4(),
            "by_clinician": True,
            "by": priya,
            "now": now,
            "policy": DEFAULT,
        }
        return calls.log_call(**{**usual, **facts})

    return keep


@pytest.fixture
def log_unknown(priya, now):
    def keep(made=None, **facts):
        usual = {
            "entry": made or entry(about="Asha from Mill Lane"),
            "form_key": uuid.uuid4(),
            "by": priya,
            "now": now,
            "policy": DEFAULT,
        }
        return calls.log_call_of_nobody_yet(**{**usual, **facts})

    return keep


def told():
    return {one.ids["staff_id"] for one in OutboxEntry.objects.filter(kind="staff_notice")}


def test_a_call_without_risk_is_kept_and_opens_nothing(log, referral):
    call = log(entry(said="She is on holiday until Monday.", mentions_risk=False))

    assert call.referral == referral
    assert not CaseFlag.objects.filter(referral=referral, reason="risk").exists()
    event = AuditEntry.objects.get(event="CALL_LOGGED")
    assert (event.patient_id, event.about_id) == (referral.patient_id, call.pk)


def test_a_mention_of_risk_is_a_signal_with_flag_owner_and_time(log, referral, priya, duty):
    call = log()

    action = RiskAction.objects.get(referral=referral)
    assert call.signal.source == SignalSource.CALL
    assert call.signal.flag.evidence == (
        "Call from family or friend: “She says she wants to end it.”"
    )
    assert (action.owner, action.urgency) == (priya, ResponseUrgency.SAME_DAY.value)
    assert duty.pk in told()


def test_a_colleagues_call_tells_the_carrier_and_the_duty_senior(log, priya, sam, duty):
    log(by=sam)

    assert {priya.pk, duty.pk} <= told()
    assert RiskAction.objects.get().owner == priya


def test_what_an_administrator_passes_on_goes_to_the_duty_senior_at_once(log, ada, priya, duty):
    log(by=ada, by_clinician=False)

    action = RiskAction.objects.get()
    assert (action.owner, action.urgency) == (duty, ResponseUrgency.IMMEDIATE.value)
    assert {priya.pk, duty.pk} <= told()


def test_in_a_gap_of_the_rota_the_service_lead_has_it(log, ada, leah):
    log(by=ada, by_clinician=False)

    assert RiskAction.objects.get().owner == leah


def test_a_second_call_joins_the_open_flag(log):
    log()
    log(entry(said="Again: she talks about tablets."))

    assert CaseFlag.objects.filter(reason="risk").count() == 1
    assert RiskSignal.objects.filter(source=SignalSource.CALL).count() == 2


def test_a_call_about_somebody_whose_referral_has_ended_is_heard_too(log, north, priya, duty):
    ended = referrals.ended(north)

    call = log(referral=ended)

    assert call.signal.flag.referral == ended
    assert RiskAction.objects.get(referral=ended).owner == duty


def test_the_same_form_twice_is_one_call_and_one_signal(log):
    key = uuid.uuid4()

    first, again = log(form_key=key), log(form_key=key)

    assert first == again
    assert (Call.objects.count(), RiskSignal.objects.filter(source="CALL").count()) == (1, 1)
    with pytest.raises(Refused, match="used already"):
        log(entry(said="Other words"), form_key=key)


@pytest.mark.parametrize("said", ["", "   "])
def test_a_call_that_says_nothing_is_refused(log, log_unknown, said):
    for keep in (log, log_unknown):
        with pytest.raises(Refused, match="Write what was said"):
            keep(entry(said=said, about="Asha"))
    assert not Call.objects.exists()


def test_a_call_about_nobody_found_yet_belongs_to_the_duty_senior_today(log_unknown, duty, now):
    call = log_unknown(entry(mentions_risk=False, about="Asha from Mill Lane"))

    assert call.owner == duty
    assert f"{call.due_by:%H:%M}" == "16:00"
    assert told() == {duty.pk}


def test_with_risk_it_is_due_within_the_hour(log_unknown, duty, now):
    call = log_unknown()

    assert (call.due_by - now).total_seconds() == 3600


def test_without_a_duty_senior_the_service_lead_finds_out(log_unknown, leah):
    assert log_unknown().owner == leah


def test_the_same_unknown_call_twice_is_one(log_unknown, duty):
    key = uuid.uuid4()

    assert log_unknown(form_key=key) == log_unknown(form_key=key)
    with pytest.raises(Refused, match="used already"):
        log_unknown(entry(said="Other", about="Somebody"), form_key=key)


def test_a_call_about_nobody_at_all_is_refused(log_unknown):
    with pytest.raises(Refused, match="whom the call is about") as refused:
        log_unknown(entry(about=" "))

    assert refused.value.field == "about"


def test_what_nobody_has_found_is_listed_due_soonest_first(duty, sam, now):
    later = CallFactory(owner=duty, by=sam)
    first = CallFactory(owner=duty, by=sam, due_by=now, mentions_risk=True)

    found = unknown_calls.of_nobody_yet(now)

    assert [one.reference for one in found] == [first.reference, later.reference]
    assert (found[0].is_overdue, found[1].is_overdue) == (True, False)
    assert (found[0].owner, found[0].by) == ("Dee Walsh", "Sam Okafor")
