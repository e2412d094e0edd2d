"""The adapters to gateways, against one on loopback: accepted, silent, refused, and asked again."""

import base64
import hashlib
import hmac
import json
import smtplib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from jobs.outbox import LEASE
from portal.models import Channel, LocalMessage
from portal.providers import CannotBeSent, NoAnswerNow, Outgoing
from pwpservice.messaging import choice, local, notify, smtp
from tests.pwpservice.gateway import Gateway

_SERVICE, _SECRET = "11111111-2222-3333-4444-555555555555", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


@pytest.fixture
def gateway(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Notify on loopback, with a key of its kind and little patience."""
    with Gateway() as running:
        settings.NOTIFY_ADDRESS = running.address
        settings.NOTIFY_API_KEY = f"our_key-{_SERVICE}-{_SECRET}"
        settings.NOTIFY_TEXT_TEMPLATE = "text-template"
        settings.NOTIFY_EMAIL_TEMPLATE = "email-template"
        monkeypatch.setattr(notify, "TIMEOUT", 0.2)
        yield running


def _outgoing(**changes: object) -> Outgoing:
    facts = {
        "key": uuid.uuid4(),
        "channel": Channel.TEXT,
        "to": "+447700900123",
        "sender": "Your appointments team",
        "subject": "Your appointment",
        "words": "Your appointments team: you have an appointment.",
        "at": datetime(2026, 6, 9, 9, 24, tzinfo=UTC),
        "may_be_a_repeat": False,
    }
    return Outgoing(**facts | changes)


def test_a_text_is_handed_over_with_its_key_as_reference(gateway: Gateway) -> None:
    message = _outgoing()

    found = notify.send(message)

    assert found == "notify-1"
    assert gateway.asked == [
        {
            "path": "/v2/notifications/sms",
            "phone_number": "+447700900123",
            "template_id": "text-template",
            "personalisation": {"words": message.words},
            "reference": str(message.key),
        }
    ]


def test_an_email_has_a_subject_too(gateway: Gateway) -> None:
    notify.send(_outgoing(channel=Channel.EMAIL, to="rowan@example.org"))

    (asked,) = gateway.asked
    assert (asked["path"], asked["email_address"], asked["personalisation"]["subject"]) == (
        "/v2/notifications/email",
        "rowan@example.org",
        "Your appointment",
    )


def test_the_token_is_signed_with_the_services_secret(gateway: Gateway) -> None:
    notify.send(_outgoing())

    head, claims, signature = gateway.tokens[0].split(".")
    expected = hmac.digest(_SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256)
    assert json.loads(base64.urlsafe_b64decode(f"{claims}=="))["iss"] == _SERVICE
    assert base64.urlsafe_b64encode(expected).rstrip(b"=").decode() == signature


@pytest.mark.parametrize("status", [500, 502, 503, 429, 403])
def test_what_is_not_the_messages_fault_is_tried_again(gateway: Gateway, status: int) -> None:
    gateway.answers = [status]

    with pytest.raises(NoAnswerNow):
        notify.send(_outgoing())


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("phone_number Not a valid phone number", "not a number it can text"),
        ("email_address Not a valid email address", "not an email address"),
        ("Template not found 07700900123", "refused the message"),
    ],
)
def test_what_is_refused_is_said_in_our_words(gateway: Gateway, says: str, words: str) -> None:
    gateway.answers, gateway.says = [400], says

    with pytest.raises(CannotBeSent, match=words) as refused:
        notify.send(_outgoing())

    assert "07700" not in str(refused.value)


def test_silence_after_it_was_taken_is_looked_up_and_not_sent_again(gateway: Gateway) -> None:
    message = _outgoing()
    gateway.answers = [0, 201]
    with pytest.raises(NoAnswerNow):
        notify.send(message)

    found = notify.send(_outgoing(key=message.key, may_be_a_repeat=True))

    assert (found, len(gateway.asked)) == ("notify-1", 1)


def test_twin_without_looking_it_up_it_is_sent_twice(gateway: Gateway) -> None:
    message = _outgoing()
    gateway.answers = [0, 201]
    with pytest.raises(NoAnswerNow):
        notify.send(message)

    notify.send(_outgoing(key=message.key))

    assert [one["reference"] for one in gateway.asked] == [str(message.key)] * 2


def test_nobody_there_is_tried_again(gateway: Gateway, settings: object) -> None:
    settings.NOTIFY_ADDRESS = "http://127.0.0.1:9"

    with pytest.raises(NoAnswerNow):
        notify.send(_outgoing())


@pytest.mark.django_db
def test_the_practice_services_page_keeps_each_key_once() -> None:
    message = _outgoing(channel=Channel.EMAIL)

    ids = {local.send(message), local.send(message)}

    assert len(ids) == 1
    assert LocalMessage.objects.get().words.startswith("Your appointment\n\n")


@pytest.fixture
def mail_server(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own way to a mail server, kept in memory."""
    settings.PATIENT_EMAIL_FROM = "Appointments <hello@example.org>"
    settings.PATIENT_SMTP_HOST = "mail.example.org"
    asked = smtp.get_connection
    kept = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(
        smtp, "get_connection", lambda _, **given: _with_timeout(asked(kept), given)
    )


def test_an_email_has_the_neutral_name_and_its_key_as_message_id(mail_server: None) -> None:
    message = _outgoing(channel=Channel.EMAIL, to="rowan@example.org")

    found = smtp.send(message)

    (sent,) = mail.outbox
    assert found == f"<{message.key}@example.org>" == sent.extra_headers["Message-ID"]
    assert (sent.from_email, sent.to) == (
        "Your appointments team <hello@example.org>",
        ["rowan@example.org"],
    )


@pytest.mark.parametrize(
    ("trouble", "raised"),
    [
        (smtplib.SMTPRecipientsRefused({"r@example.org": (550, b"no such user")}), CannotBeSent),
        (smtplib.SMTPRecipientsRefused({"r@example.org": (450, b"busy")}), NoAnswerNow),
        (smtplib.SMTPServerDisconnected(), NoAnswerNow),
        (TimeoutError(), NoAnswerNow),
        (ConnectionRefusedError(), NoAnswerNow),
    ],
)
def test_a_mail_server_in_trouble_is_tried_again_one_that_refuses_is_not(
    mail_server: None, monkeypatch: pytest.MonkeyPatch, trouble: Exception, raised: type[Exception]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(smtp.EmailMessage, "send", fail)

    with pytest.raises(raised):
        smtp.send(_outgoing(channel=Channel.EMAIL, to="r@example.org"))


def test_a_real_gateway_is_refused_where_people_are_invented() -> None:
    with pytest.raises(ImproperlyConfigured, match="not for the practice service"):
        choice.providers({"TEXT": "notify"}, is_practice=True)


def test_the_local_page_is_refused_where_people_are_real() -> None:
    with pytest.raises(ImproperlyConfigured, match="not for production"):
        choice.providers({"EMAIL": "local"}, is_practice=False)


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="known are local, notify"):
        choice.providers({"TEXT": "pigeon"}, is_practice=False)


def test_without_a_choice_practice_has_its_page_and_production_has_nothing() -> None:
    assert set(choice.providers({}, is_practice=True)) == {"TEXT", "EMAIL"}
    assert choice.providers({}, is_practice=False) == {}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"NOTIFY_API_KEY": ""}, "NOTIFY_API_KEY is not set"),
        ({"NOTIFY_CALLBACK_TOKEN": ""}, "NOTIFY_CALLBACK_TOKEN is not set"),
        ({"NOTIFY_CALLBACK_TOKEN": "short"}, "at least 32"),
        ({"NOTIFY_ADDRESS": "http://notify"}, "https"),
        ({"NOTIFY_TEXT_TEMPLATE": ""}, "NOTIFY_TEXT_TEMPLATE is not set"),
        ({"PATIENT_SMTP_HOST": ""}, "PATIENT_SMTP_HOST is not set"),
    ],
)
def test_half_a_setting_is_refused_at_start(given: dict[str, str], words: str) -> None:
    whole = {
        "NOTIFY_ADDRESS": "https://notify",
        "NOTIFY_API_KEY": "key",
        "NOTIFY_CALLBACK_TOKEN": "t" * 32,
        "NOTIFY_TEXT_TEMPLATE": "text",
        "PATIENT_SMTP_HOST": "mail",
    }
    chosen = choice.providers({"TEXT": "notify", "EMAIL": "smtp"}, is_practice=False)

    choice.refuse_half_a_setting(chosen, whole)
    with pytest.raises(ImproperlyConfigured, match=words):
        choice.refuse_half_a_setting(chosen, whole | given)


_STAFF_MAIL = {
    "STAFF_SMTP_HOST": "mail",
    "STAFF_SMTP_USER": "step2",
    "STAFF_SMTP_PASSWORD": "a password",
    "DEFAULT_FROM_EMAIL": "step2@example.org",
}


def test_notices_to_staff_go_by_the_mail_server_and_into_files_only_in_practice() -> None:
    open_relay = _STAFF_MAIL | {"STAFF_SMTP_USER": "", "STAFF_SMTP_PASSWORD": ""}
    none = dict.fromkeys(_STAFF_MAIL, "")

    assert choice.staff_mail(_STAFF_MAIL, is_practice=False).endswith("smtp.EmailBackend")
    assert choice.staff_mail(open_relay, is_practice=False).endswith("smtp.EmailBackend")
    assert choice.staff_mail(none, is_practice=True).endswith("filebased.EmailBackend")


@pytest.mark.parametrize("missing", _STAFF_MAIL)
def test_production_refuses_to_start_without_all_that_a_notice_to_staff_needs(missing: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=missing):
        choice.staff_mail(_STAFF_MAIL | {missing: ""}, is_practice=False)


def test_the_practice_service_writes_to_nobody() -> None:
    with pytest.raises(ImproperlyConfigured, match="STAFF_SMTP_HOST"):
        choice.staff_mail(_STAFF_MAIL, is_practice=True)


def test_a_mail_server_is_waited_for_less_than_a_row_is_leased(settings: object) -> None:
    assert LEASE.total_seconds() > settings.EMAIL_TIMEOUT


def _with_timeout(connection: object, given: dict[str, object]) -> object:
    """Nobody waits for a mail server longer than this."""
    assert given["timeout"] == smtp.TIMEOUT == 10
    return connection
