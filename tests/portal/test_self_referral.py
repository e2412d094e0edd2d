"""A person refers themselves: step by step, kept on the server, received whole and once."""

import pytest

from portal.models import PatientMessage, ReferralDraft, SelfReferral
from referrals.models import Consent, Patient, Referral
from tests.portal.refer import STEPS, TYPED, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "duty", "north")]


@pytest.fixture
def person():
    return Person()


def test_each_step_leads_to_the_next_and_the_last_to_check(person):
    person.start()

    led_to = [person.fill(step)["Location"] for step in STEPS]

    assert led_to == [f"/refer/{step}" for step in (*STEPS[1:], "check")]


def test_what_was_sent_is_a_patient_with_a_referral_and_everything_that_was_said(person, now):
    response = person.refer()

    patient, referral, words = Patient.objects.get(), Referral.objects.get(), SelfReferral.objects
    assert response["Location"] == "/refer/sent"
    assert (patient.full_name, str(patient.date_of_birth)) == ("Rowan Ashworth", "1991-05-04")
    assert (patient.voicemail_ok, patient.text_ok, patient.email_ok) == (False, True, False)
    assert (patient.best_time, patient.say_who) == ("after 5", "Jo from the library")
    assert (patient.gp, patient.share_with_gp) == ("Mill Lane Surgery", True)
    assert patient.needs == "Hard of hearing"
    assert (referral.source, referral.status, referral.risk_open_since) == (
        "SELF",
        "RECEIVED",
        None,
    )
    assert referral.problem_statement == TYPED["problem"]["problem"]
    assert words.get().problem == TYPED["problem"]["problem"]
    assert referral.stated_needs.hearing
    said = referral.patient.equality
    assert (said.gender, said.ethnicity, said.religion) == ("FEMALE", "NOT_SAID", "")


def test_each_consent_has_its_words_method_and_time(person, now):
    person.refer()

    kept = {one.kind: one for one in Consent.objects.all()}
    assert {kind: one.is_given for kind, one in kept.items()} == {
        "RECORD": True,
        "SHARE_WITH_GP": True,
        "VOICEMAIL": False,
        "TEXT": True,
    }
    assert kept["VOICEMAIL"].words == "Can we leave a voicemail?"
    assert {(one.method, one.at) for one in kept.values()} == {("OWN_FORM", now)}


def test_a_message_says_that_it_is_here_to_whoever_agreed_to_one(person):
    person.refer()

    assert [(one.kind, one.channel) for one in PatientMessage.objects.all()] == [
        ("RECEIVED", "TEXT")
    ]


def test_the_words_leave_the_draft_when_it_is_sent(person):
    person.refer()

    draft = ReferralDraft.objects.get()
    assert (draft.answers, draft.referral) == ({}, Referral.objects.get())
