"""Something worrying in a self-referral: help at once, a flag with the form, and a person also for
what is left unsent (safety S-R1, S-R8, S-R9).
"""

from datetime import timedelta

import pytest

from caseload.models import Call, RiskAction, RiskSignal
from clinical.policy import DEFAULT
from portal.models import ReferralDraft, SelfReferral
from portal.referring import jobs
from referrals.models import Patient, Referral
from tests.portal.refer import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "north")]

NO = {"safe": {"safe": "NO"}}


@pytest.fixture
def person():
    return Person()


@pytest.mark.parametrize("said", ["THOUGHTS", "NO", "UNSURE"])
def test_help_comes_before_the_next_question(person, duty, said):
    person.start()

    response = person.fill("safe", safe=said)

    page = person.get("help").content.decode()
    assert response["Location"] == "/refer/help"
    assert page.index("tel:999") < page.index("Carry on with the form")
    assert "Nobody reads this round the clock." in page


def test_whoever_needs_help_now_is_the_duty_seniors_from_the_moment_it_is_sent(person, duty, now):
    person.refer(**NO)

    referral, signal = Referral.objects.get(), RiskSignal.objects.get()
    action = RiskAction.objects.get()
    assert referral.risk_open_since == now
    assert (signal.source, signal.evidence) == (
        "SELF_REFERRAL",
        "Self-referral: “No, I need help now”",
    )
    assert (action.owner, action.urgency) == (duty, "immediate")
    assert SelfReferral.objects.get().signal == signal


def test_thoughts_without_danger_today_are_answered_the_same_day(person, duty):
    person.refer(safe={"safe": "THOUGHTS"})

    action = RiskAction.objects.get()
    assert (action.owner, action.urgency) == (duty, "same_day")


def test_words_that_mention_harm_show_help_and_raise_a_flag_too(person, duty):
    person.so_far("problem")

    response = person.fill("problem", problem="Some days I want to die")
    person.fill("contact")
    person.fill("needs")
    person.fill("equality")
    person.send()

    assert response["Location"] == "/refer/help"
    assert RiskSignal.objects.get().flag.referral == Referral.objects.get()
    assert SelfReferral.objects.get().mentions_harm


def test_taking_the_answer_back_does_not_take_the_signal_back(person, duty):
    person.so_far(**NO)
    person.fill("safe", safe="YES")

    person.send()

    assert RiskSignal.objects.get().evidence == (
        "Self-referral: first “No, I need help now”, then “Yes, I am safe”"
    )


def test_no_flag_no_referral(person, duty, monkeypatch):
    """In one transaction: where the flag cannot be written, nothing is, and the form is kept."""
    person.so_far(**NO)
    monkeypatch.setattr("caseload.risk_signals.RiskSignal.objects.create", _fails)

    with pytest.raises(RuntimeError):
        person.send()

    assert (Patient.objects.count(), Referral.objects.count()) == (0, 0)
    assert ReferralDraft.objects.get().answers["safe"] == {"safe": "NO"}


def test_where_nobody_works_here_it_is_not_taken_and_stays(person):
    person.so_far(**NO)

    response = person.send()

    assert response.status_code == 503
    assert "It is kept here" in response.content.decode()
    assert Patient.objects.count() == 0


def test_left_unsent_it_goes_to_the_duty_senior_once_with_how_it_is_safe_to_ring(
    person, duty, now, client
):
    person.so_far("needs", **NO)
    later = now + timedelta(minutes=31)

    first = [jobs.pass_on_unsent(now=later, policy=DEFAULT) for _ in range(2)]

    call = Call.objects.get()
    assert first == [{"passed_on": 1}, {"passed_on": 0}]
    assert (call.owner, call.phone, call.mentions_risk) == (duty, "07700 900123", True)
    assert call.about == "Rowan Ashworth, born 04-May-1991"
    assert "“No, I need help now”. Voicemail no, texts yes." in call.said
    assert "worry" not in call.said
    client.force_login(duty)
    page = client.get("/duty/").content.decode()
    assert "a self-referral that was begun and not sent" in page


def test_sent_after_all_the_call_is_theirs(person, duty, now):
    person.so_far(**NO)
    jobs.pass_on_unsent(now=now + timedelta(minutes=31), policy=DEFAULT)

    person.send()

    call = Call.objects.get()
    assert (call.referral, call.signal) == (Referral.objects.get(), RiskSignal.objects.get())


def test_without_a_way_to_reach_them_there_is_nothing_to_pass_on(person, duty, now):
    person.so_far("contact", **NO)

    passed_on = jobs.pass_on_unsent(now=now + timedelta(hours=2), policy=DEFAULT)

    assert passed_on == {"passed_on": 0}


def test_drafts_go_when_their_time_is_up_but_never_one_that_somebody_must_see(person, duty, now):
    person.so_far("needs", **NO)
    Person().so_far("needs")
    later = now + timedelta(hours=1, minutes=1)

    before = jobs.forget_drafts(now=later, policy=DEFAULT)
    jobs.pass_on_unsent(now=later, policy=DEFAULT)
    after = jobs.forget_drafts(now=later, policy=DEFAULT)

    assert (before, after) == ({"forgotten": 1}, {"forgotten": 1})
    assert Call.objects.count() == 1


def _fails(**_):
    raise RuntimeError("no flag")
