"""What the provider tells us: believed only with its token, once, and never with an error."""

import uuid
from datetime import datetime

import pytest
from django.test import Client

from caseload.models import Reminder
from portal.models import InboundReply, MessageState, PatientMessage
from referrals.models import Referral
from tests.factories import caseload
from tests.factories.portal import sent

pytestmark = pytest.mark.django_db
_TOKEN = "t" * 40


@pytest.fixture
def message(referral: Referral, now: datetime, settings: object, clock: object) -> PatientMessage:
    settings.NOTIFY_CALLBACK_TOKEN = _TOKEN
    return sent(caseload.booked_contact(referral, at=now))


def _tell(client: Client, path: str, told: object, *, token: str = _TOKEN) -> int:
    return client.post(
        f"/from-provider/{path}",
        told,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    ).status_code


def _receipt(message: PatientMessage, status: str) -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "reference": str(message.key), "status": status}


def test_a_message_that_arrived_says_so_once(
    client: Client, message: PatientMessage, now: datetime
) -> None:
    statuses = [_tell(client, "receipts", _receipt(message, "delivered")) for _ in range(2)]

    message.refresh_from_db()
    assert statuses == [204, 204]
    assert (message.state, message.delivered_at) == (MessageState.DELIVERED, now)


@pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure", "technical-failure"])
def test_one_that_did_not_is_work_for_a_person_once(
    client: Client, message: PatientMessage, status: str
) -> None:
    for _ in range(2):
        _tell(client, "receipts", _receipt(message, status))

    message.refresh_from_db()
    assert (message.state, Reminder.objects.count()) == (MessageState.FAILED, 1)


def test_a_status_on_its_way_changes_nothing(client: Client, message: PatientMessage) -> None:
    assert _tell(client, "receipts", _receipt(message, "sending")) == 204

    message.refresh_from_db()
    assert message.state == MessageState.HANDED_OVER


@pytest.mark.parametrize("reference", ["", "none", "3ecc6e21-11e2-4dfb-9965-b0d13826e677"])
def test_a_receipt_of_nothing_of_ours_is_404(
    client: Client, message: PatientMessage, reference: str
) -> None:
    assert _tell(client, "receipts", {"reference": reference, "status": "delivered"}) == 404


def test_a_text_that_came_in_twice_is_filed_once(
    client: Client, message: PatientMessage, referral: Referral
) -> None:
    told = {"id": "n-1", "source_number": "447700900123", "message": "Could it be later?"}

    statuses = [_tell(client, "texts", told) for _ in range(2)]

    assert statuses == [204, 204]
    assert InboundReply.objects.get().referral == referral


@pytest.mark.parametrize("token", ["", "wrong", _TOKEN[:-1], f"{_TOKEN}t", "é"])
def test_nobody_else_is_believed(client: Client, message: PatientMessage, token: str) -> None:
    assert _tell(client, "receipts", _receipt(message, "delivered"), token=token) == 401
    told = {"id": "n-1", "source_number": "447700900123", "message": "Hello"}
    assert _tell(client, "texts", told, token=token) == 401
    assert not InboundReply.objects.exists()


def test_without_a_token_in_the_settings_nobody_is_believed(
    client: Client, message: PatientMessage, settings: object
) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = ""

    assert _tell(client, "receipts", _receipt(message, "delivered"), token="") == 401


@pytest.mark.parametrize(
    "told",
    [
        "not json",
        "[]",
        "null",
        "{}",
        '{"id": 7, "source_number": "447700900123", "message": "x"}',
        '{"id": "", "source_number": "447700900123", "message": "x"}',
        '{"id": "n", "source_number": "", "message": "x"}',
        '{"id": "n", "source_number": "447700900123", "message": null}',
        f'{{"id": "{"n" * 81}", "source_number": "447700900123", "message": "x"}}',
        "[" * 2000,
    ],
)
def test_nonsense_is_400_and_nothing_is_filed(
    client: Client, message: PatientMessage, told: str
) -> None:
    assert _tell(client, "texts", told) == 400
    assert not InboundReply.objects.exists()


def test_an_odd_number_is_filed_for_a_person(client: Client, message: PatientMessage) -> None:
    told = {"id": "n-1", "source_number": "Parcel Co", "message": "Your parcel"}

    assert _tell(client, "texts", told) == 204
    assert InboundReply.objects.get().referral is None


@pytest.mark.parametrize("method", ["get", "put", "delete", "options"])
def test_only_telling_is_answered(client: Client, message: PatientMessage, method: str) -> None:
    assert getattr(client, method)("/from-provider/texts").status_code == 405
