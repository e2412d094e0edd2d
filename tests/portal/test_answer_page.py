"""The page a message names: it shows nobody, looking changes nothing, and only a button answers."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from caseload.models import Attendance, CareContact, ContactState, Reminder
from portal.messages import token_of
from portal.models import InboundReply, PatientMessage, UnknownToken
from referrals.models import Patient, Referral
from staff.models import StaffMember
from tests.factories import caseload
from tests.factories.portal import MessageRuleFactory, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(referral: Referral, now: datetime, clock: object) -> CareContact:
    Patient.objects.filter(pk=referral.patient_id).update(text_ok=True)
    contact = caseload.booked_contact(referral, at=now + timedelta(days=1))
    sent(contact)
    return contact


@pytest.fixture
def path(contact: CareContact) -> str:
    return f"/a/{token_of(PatientMessage.objects.get().key)}/"


def _words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Referrer-Policy"] == "no-referrer"
    return response.content.decode()


def test_it_shows_no_person_no_time_and_no_kind_of_service(
    client: Client, path: str, referral: Referral, priya: StaffMember
) -> None:
    shown = _words(client, path)

    patient = referral.patient
    for canary in (
        *(patient.given_name, patient.family_name, patient.nhs_number, patient.phone),
        *(priya.given_name, priya.family_name, "Northbrook", "10 June", "10:24", "Treatment"),
        referral.reference,
    ):
        assert canary not in shown
    assert "I am coming" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(client: Client, path: str, contact: CareContact, method: str):
    getattr(client, method)(path)

    contact.refresh_from_db()
    assert (contact.state, contact.confirmed_at) == (ContactState.BOOKED, None)
    assert not InboundReply.objects.exists()


def test_i_am_coming(client: Client, path: str, contact: CareContact, now: datetime) -> None:
    response = client.post(path, {"answer": "confirm"})

    contact.refresh_from_db()
    assert (response.status_code, response.headers["Location"]) == (303, path)
    assert contact.confirmed_at == now
    shown = _words(client, path)
    assert "The appointment is confirmed" in shown
    assert "I am coming" not in shown
    assert "Cancel the appointment" in shown


def test_cancel_and_cancel_again(client: Client, path: str, contact: CareContact) -> None:
    for _ in range(2):
        assert client.post(path, {"answer": "cancel"}).status_code == 303

    contact.refresh_from_db()
    assert contact.attendance == Attendance.PATIENT_CANCELLED
    assert InboundReply.objects.count() == 1
    assert "The appointment is cancelled" in _words(client, path)


def test_at_risk_nothing_is_cancelled_and_the_page_says_that_we_ring(
    client: Client, path: str, contact: CareContact, referral: Referral, priya: StaffMember
) -> None:
    caseload.risk_action(referral, owner=priya)

    client.post(path, {"answer": "cancel"})

    contact.refresh_from_db()
    assert contact.state == ContactState.BOOKED
    assert "We will ring you" in _words(client, path)
    assert Reminder.objects.get().text.startswith("Ring them")


def test_no_more_texts(client: Client, path: str, contact: CareContact) -> None:
    client.post(path, {"answer": "stop"})

    assert not Patient.objects.get().text_ok
    assert "You get no more texts" in _words(client, path)


def test_what_the_rule_does_not_allow_has_no_button(
    client: Client, path: str, contact: CareContact
) -> None:
    MessageRuleFactory(may_confirm=False, may_cancel=False)

    shown = _words(client, path)
    client.post(path, {"answer": "cancel"})

    contact.refresh_from_db()
    assert "I am coming" not in shown
    assert "Cancel the appointment" not in shown
    assert contact.state == ContactState.BOOKED


def test_after_it_began_it_cannot_be_changed(
    client: Client, path: str, contact: CareContact, clock
) -> None:
    clock.shift(timedelta(days=2))

    client.post(path, {"answer": "cancel"})

    contact.refresh_from_db()
    assert contact.state == ContactState.BOOKED
    assert "can no longer be changed" in _words(client, path) or "ring you" in _words(client, path)


@pytest.mark.parametrize("answer", ["", "nonsense", "CONFIRM"])
def test_nonsense_changes_nothing(client: Client, path: str, answer: str) -> None:
    assert client.post(path, {"answer": answer}).status_code == 422
    assert not InboundReply.objects.exists()


@pytest.mark.parametrize("token", ["x", "A" * 24, "' or 1=1", "ж" * 24])
def test_a_token_of_nobody_is_the_same_calm_page(client: Client, path: str, token: str) -> None:
    response = client.get(f"/a/{token}/")

    assert response.status_code == 404
    assert "This link cannot be opened" in response.content.decode()
    assert UnknownToken.objects.count() == 1


def test_whoever_keeps_guessing_is_let_in_nowhere(client: Client, path: str) -> None:
    for number in range(30):
        client.get(f"/a/guess{number}/")

    assert client.get(path).status_code == 404


def test_a_message_without_an_appointment_only_ends_messages(
    client: Client, contact: CareContact
) -> None:
    message = PatientMessage.objects.get()
    PatientMessage.objects.update(kind="MISSED")

    shown = _words(client, f"/a/{token_of(message.key)}/")

    assert "I am coming" not in shown
    assert "Send me no more texts" in shown
