"""Another system refers a person: whole, once per key, and without a word about who is known."""

import json
from datetime import timedelta

import pytest

from caseload.models import RiskAction, RiskSignal
from portal.models import ReferralSender, SentReferral
from referrals.models import Consent, Patient, Referral
from tests.factories.referrals import PatientFactory
from tests.leak.canaries import Logged
from tests.portal.letters import LETTER, System, sender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "duty", "north")]


@pytest.fixture
def surgery(now):
    sender(now)
    return System()


def test_what_was_sent_is_a_patient_with_a_referral_and_a_next_step(surgery, now):
    response = surgery.send()

    referral, sent = Referral.objects.get(), SentReferral.objects.get()
    assert (response.status_code, response.json()) == (201, {"reference": referral.reference})
    assert (referral.source, referral.status) == ("GP", "RECEIVED")
    assert referral.problem_statement == LETTER["reason"]
    assert referral.patient.nhs_number == "9991908358"
    assert (referral.patient.text_ok, referral.patient.voicemail_ok) == (True, False)
    assert referral.next_steps.get().what == "Triage"
    assert sent.body["referred_by"] == "Dr Ann Hale"
    assert not RiskSignal.objects.exists()
    given = dict(Consent.objects.values_list("kind", "is_given"))
    assert given == {
        "RECORD": True,
        "VOICEMAIL": False,
        "TEXT": True,
        "EMAIL": False,
        "SHARE_WITH_GP": True,
    }


def test_harm_has_its_flag_with_owner_and_due_time_in_the_same_transaction(surgery, duty, now):
    surgery.send(mentions_harm=True)

    action, sent = RiskAction.objects.get(), SentReferral.objects.get()
    assert (action.owner, action.urgency) == (duty, "same_day")
    assert action.due_by > now
    assert Referral.objects.get().risk_open_since == now
    assert sent.signal.evidence == ("Referral by Mill Lane Surgery: they say that it mentions harm")


def test_words_of_harm_raise_it_too_whatever_was_answered(surgery):
    surgery.send(reason="She told me that she wants to kill herself", mentions_harm=False)

    sent = SentReferral.objects.get()
    assert (sent.says_harm, sent.mentions_harm) == (False, True)
    assert sent.signal.flag.referral == sent.referral


def test_no_flag_no_referral(surgery, monkeypatch):
    monkeypatch.setattr("caseload.risk_signals.RiskSignal.objects.create", _fails)

    with pytest.raises(RuntimeError):
        surgery.send(mentions_harm=True)

    assert (Patient.objects.count(), Referral.objects.count()) == (0, 0)


def test_the_same_again_is_answered_the_same_and_received_once(surgery):
    spaced = json.dumps(LETTER, indent=2)

    first, again = surgery.send(), surgery.post(spaced)

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (Referral.objects.count(), Patient.objects.count()) == (1, 1)


def test_something_else_under_the_same_key_is_refused_and_another_senders_key_is_its_own(
    surgery, now
):
    sender(now, name="Elm Road", token="another-token")
    surgery.send()

    other_words = surgery.send(reason="Something else")
    other_sender = System("another-token").send(nhs_number="", given_name="Somebody")

    assert (other_words.status_code, other_sender.status_code) == (409, 201)
    assert Referral.objects.count() == 2


def test_somebody_on_record_is_not_told_apart_and_keeps_their_own_details(surgery, clock):
    known = PatientFactory(
        nhs_number="9991908358",
        given_name="Rowan",
        family_name="ASHWORTH",
        date_of_birth="1991-05-04",
        phone="07700 900999",
        text_ok=False,
    )

    response = surgery.send()

    known.refresh_from_db()
    referral = Referral.objects.get()
    assert (referral.patient, set(response.json())) == (known, {"reference"})
    assert (known.phone, known.text_ok) == ("07700 900999", False)
    assert list(Consent.objects.values_list("kind", flat=True)) == ["RECORD"]
    assert SentReferral.objects.get().body["phone"] == "07700 900123"


def test_a_number_that_stayed_on_a_merged_record_is_of_the_person_it_leads_to(surgery):
    same = {"family_name": "Ashworth", "date_of_birth": "1991-05-04"}
    kept = PatientFactory(nhs_number=None, **same)
    PatientFactory(nhs_number="9991908358", merged_into=kept, **same)

    assert surgery.send().status_code == 201
    assert Referral.objects.get().patient == kept


def test_a_number_of_somebody_born_on_another_day_makes_no_mixture_and_is_marked(surgery):
    other = PatientFactory(nhs_number="9991908358", date_of_birth="1950-01-01")

    response = surgery.send()

    referral = Referral.objects.get()
    assert (response.status_code, set(response.json())) == (201, {"reference"})
    assert (referral.patient == other, referral.patient.nhs_number) == (False, None)
    assert SentReferral.objects.get().number_is_anothers


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"nhs_number": "9991908359"}, "nhs_number", "of which the last checks the others"),
        ({"nhs_number": 9991908358}, "nhs_number", "Send a text."),
        ({"date_of_birth": "1991-02-30"}, "date_of_birth", "a day of the calendar"),
        ({"date_of_birth": "1791-02-03"}, "date_of_birth", "Check the year"),
        ({"date_of_birth": "2091-02-03"}, "date_of_birth", "Check the year"),
        ({"date_of_birth": "2010-02-03"}, "date_of_birth", "for children and young people"),
        ({"reason": "x" * 10_000}, "reason", "8000 characters at most"),
        ({"reason": " "}, "reason", "This is needed."),
        ({"mentions_harm": None}, "mentions_harm", "Say true or false"),
        ({"mentions_harm": "no"}, "mentions_harm", "Send true or false."),
        ({"patient_agrees": False}, "patient_agrees", "Nobody is referred who does not agree"),
        ({"phone": ""}, "phone", "Send a phone number, an email address or an address."),
        ({"needs": ["secret words"]}, "needs", "Send some of: interpreter"),
        ({"language": "secret words"}, "language", "Send one of: en"),
        ({"risk_level": "high"}, "risk_level", "There is no such field."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_never_repeated(
    surgery, said, field, words
):
    response = surgery.send(**said)

    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]
    assert words in str(response.json()["errors"][field])
    assert "secret words" not in response.content.decode()
    assert Referral.objects.count() == 0


def test_no_log_and_no_answer_holds_a_word_of_it(surgery):
    secret = "Zyxwick takes tablets"

    with Logged() as logged:
        answers = [
            surgery.send(reason=secret, given_name="Zyxwick", mentions_harm=True),
            surgery.send(reason=f"{secret} again"),
            surgery.send(reason=secret, date_of_birth="Zyxwick"),
            surgery.post(f'{{"reason": "{secret}"'),
        ]

    assert [one.status_code for one in answers] == [201, 409, 422, 400]
    assert "POST /api/v1/referrals/" in logged.text
    said = logged.text + "".join(one.content.decode() for one in answers)
    assert "Zyxwick" not in said
    assert "a-token-that-was-shown-once" not in said


def test_harm_must_be_answered(surgery):
    body = {name: said for name, said in LETTER.items() if name != "mentions_harm"}

    response = surgery.post(json.dumps(body))

    assert "mentions_harm" in response.json()["errors"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 60_000, "application/json", 400),
        ("[]", "application/json", 422),
        ('{"reason": "a\\u0000b"}', "application/json", 400),
        (json.dumps(LETTER), "text/plain", 415),
        ("x" * 1_100_000, "application/json", 413),
    ],
)
def test_what_is_no_referral_is_refused(surgery, body, content_type, status):
    response = surgery.post(body, content_type=content_type)

    assert response.status_code == status
    assert Referral.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"\\ud800": 1}', "*/*", 422),
        ('{"\\ud800": 1}'.encode("utf-16"), "application/json; charset=utf-16", 400),
    ],
)
def test_a_body_called_something_else_is_read_as_what_it_is(surgery, body, content_type, status):
    """What is refused on its way in for its first name comes no further by another."""
    headers = surgery.headers | {"Idempotency-Key": "letter-0001"}
    answer = surgery.client.generic(
        "POST", "/api/v1/referrals/", body, content_type=content_type, headers=headers
    )

    assert answer.status_code == status


@pytest.mark.parametrize("key", ["", "short", "a b c d e f g", "x" * 81])
def test_a_key_is_needed(surgery, key):
    assert surgery.send(key=key).status_code == 422


def test_it_is_closed_to_everybody_without_a_token_also_to_whoever_is_signed_in(
    surgery, client, leah
):
    client.force_login(leah)
    signed_in = client.post("/api/v1/referrals/", LETTER, content_type="application/json")

    assert signed_in.status_code == 401
    assert System("forged").send().status_code == 401
    assert System("").send().status_code == 401
    ReferralSender.objects.update(stopped_at="2026-06-01T09:00Z", stopped_by=leah)
    assert surgery.send().status_code == 401
    assert Referral.objects.count() == 0


def test_a_sender_that_asks_without_end_waits_and_the_next_minute_it_may_again(surgery, now, clock):
    ReferralSender.objects.update(requests=60, counted_since=now)
    sender(now, name="Elm Road", token="another-token")

    too_many, other = surgery.send(), System("another-token").send()
    clock.shift(timedelta(seconds=61))

    assert (too_many.status_code, too_many["Retry-After"]) == (429, "60")
    assert other.status_code == 201
    assert surgery.send(nhs_number="", given_name="Somebody").status_code == 201


def test_where_nobody_works_here_nothing_is_taken(surgery, duty):
    type(duty).objects.update(is_active=False)

    assert surgery.send(mentions_harm=True).status_code == 503
    assert Patient.objects.count() == 0


def _fails(**_):
    raise RuntimeError("no flag")
