"""What was queued is looked at again as it leaves; once per key; what fails is somebody's work."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from audit.models import AuditEntry
from caseload.models import CareContact, ContactState, Reminder, RiskAction, RiskSignal
from clinical.policy import DEFAULT
from jobs import outbox
from jobs.models import OutboxEntry
from portal import message_jobs, providers, sending
from portal.actions import messages as actions
from portal.models import LocalMessage, MessageState, PatientMessage
from portal.providers import CannotBeSent, NoAnswerNow
from referrals.models import EndCode, Patient, Referral, Status
from staff.models import StaffMember
from tests.factories import caseload

pytestmark = pytest.mark.django_db
_HOUR = timedelta(hours=1)


@pytest.fixture
def contact(referral: Referral, now: datetime) -> CareContact:
    """Tomorrow; she agreed to texts, and her reminder is queued."""
    Patient.objects.filter(pk=referral.patient_id).update(text_ok=True)
    contact = caseload.booked_contact(referral, at=now + 24 * _HOUR)
    message_jobs.plan_reminders(now=now, policy=DEFAULT)
    return contact


def _message() -> PatientMessage:
    return PatientMessage.objects.get()


def _gateway(monkeypatch: pytest.MonkeyPatch, *answers: object) -> list[providers.Outgoing]:
    """A gateway that gives these answers in order, the last for ever; what it was handed."""
    handed: list[providers.Outgoing] = []
    left = list(answers)

    def send(message: providers.Outgoing) -> str:
        handed.append(message)
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    monkeypatch.setattr(providers, "send", send)
    return handed


def test_a_reminder_is_handed_over_and_noted_on_the_appointment(
    contact: CareContact, now: datetime
) -> None:
    counts = outbox.relay(now=now)

    message, page = _message(), LocalMessage.objects.get()
    contact.refresh_from_db()
    assert counts["done"] == 1
    assert (message.state, message.handed_over_at) == (MessageState.HANDED_OVER, now)
    assert message.provider_id == f"local-{page.pk}"
    assert contact.reminded_at == now
    assert page.words.startswith("Your appointments team: you have an appointment on Wednesday 10")
    assert AuditEntry.objects.filter(event="MESSAGE_NOTED").count() == 1


def test_the_handler_twice_is_one_message(contact: CareContact, now: datetime) -> None:
    entry = OutboxEntry.objects.get(kind="patient_message")
    for minutes in (0, 1):
        at = now + timedelta(minutes=minutes)
        sending.send_message(**entry.ids, key=entry.key, now=at, tries=1)()

    assert LocalMessage.objects.count() == 1
    assert _message().handed_over_at == now


def test_a_crash_after_sending_sends_the_same_words_under_the_same_key_again(
    contact: CareContact, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = _gateway(monkeypatch, "first", "second")
    with monkeypatch.context() as dying:
        dying.setattr(actions, "note_handed_over", _die)
        outbox.relay(now=now)
    assert _message().state == MessageState.QUEUED

    outbox.relay(now=now + outbox.LEASE)

    assert [one.key for one in handed] == [_message().key] * 2
    assert handed[0].words == handed[1].words
    assert [one.may_be_a_repeat for one in handed] == [False, True]
    assert _message().state == MessageState.HANDED_OVER


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": ContactState.CANCELLED}, "not in the diary"),
        ({"hours": 3}, "moved to another time"),
    ],
)
def test_an_appointment_that_moved_meanwhile_is_not_reminded_of(
    contact: CareContact, now: datetime, change: dict[str, object], why: str
) -> None:
    if "hours" in change:
        later = contact.starts_at + 3 * _HOUR
        change = {"starts_at": later, "ends_at": later + _HOUR}
    CareContact.objects.filter(pk=contact.pk).update(**change)

    outbox.relay(now=now)

    assert _message().state == MessageState.NOT_SENT
    assert why in _message().why_failed
    assert not LocalMessage.objects.exists()


def test_whoever_took_their_consent_back_is_not_messaged(
    contact: CareContact, now: datetime
) -> None:
    Patient.objects.update(text_ok=False)

    outbox.relay(now=now)

    assert (_message().state, LocalMessage.objects.count()) == (MessageState.NOT_SENT, 0)


def test_a_referral_that_ended_meanwhile_is_not_reminded_of(
    contact: CareContact, now: datetime
) -> None:
    Referral.objects.update(status=Status.ENDED, ended_on=now.date(), end_code=EndCode.COMPLETED)

    outbox.relay(now=now)

    assert _message().why_failed == "The referral has ended."


def test_it_goes_to_the_number_on_the_record_when_it_leaves(
    contact: CareContact, now: datetime
) -> None:
    Patient.objects.update(phone="07700 900456")

    outbox.relay(now=now)

    assert LocalMessage.objects.get().to == "+447700900456"
    assert _message().to == "+447700900456"


def test_nobody_is_disturbed_outside_safe_hours_however_late_the_relay_comes(
    contact: CareContact, now: datetime
) -> None:
    night = datetime(2026, 6, 9, 22, 0, tzinfo=UTC)

    outbox.relay(now=night)
    asleep = _message().state
    outbox.relay(now=datetime(2026, 6, 10, 8, 0, tzinfo=UTC))

    assert (asleep, _message().state) == (MessageState.QUEUED, MessageState.HANDED_OVER)


def test_a_number_that_takes_no_texts_is_work_for_a_person(
    contact: CareContact, referral: Referral, priya: StaffMember, now: datetime
) -> None:
    Patient.objects.update(phone="0113 496 0000")

    outbox.relay(now=now)

    reminder = Reminder.objects.get()
    assert (_message().state, _message().failed_at) == (MessageState.FAILED, now)
    assert "does not receive texts" in _message().why_failed
    assert (reminder.owner, reminder.referral, reminder.due_on, reminder.set_by) == (
        priya,
        referral,
        date(2026, 6, 9),
        None,
    )


def test_what_the_provider_refuses_fails_at_once_and_is_not_tried_again(
    contact: CareContact, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = _gateway(monkeypatch, CannotBeSent("The provider refused the message."))

    for hours in range(3):
        outbox.relay(now=now + hours * _HOUR)

    assert len(handed) == 1
    assert (_message().state, Reminder.objects.count()) == (MessageState.FAILED, 1)


def test_a_provider_that_is_silent_is_asked_again_and_in_the_end_a_person_is(
    contact: CareContact, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    always = replace(DEFAULT, texts_from="00:00", texts_until="23:59")
    monkeypatch.setattr(sending, "policy_on", lambda _: always)
    handed = _gateway(monkeypatch, NoAnswerNow())
    moment = now
    for _ in range(outbox.TRIES_BEFORE_PARKING):
        outbox.relay(now=moment)
        moment = OutboxEntry.objects.get(kind="patient_message").next_at

    assert len(handed) == outbox.TRIES_BEFORE_PARKING
    assert (_message().state, Reminder.objects.count()) == (MessageState.FAILED, 1)
    assert "did not answer" in _message().why_failed
    assert OutboxEntry.objects.filter(kind="patient_message", parked_at=None).count() == 1


def test_a_silent_provider_that_recovers_gets_it_once(
    contact: CareContact, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = _gateway(monkeypatch, NoAnswerNow(), NoAnswerNow(), "id-7")

    for minutes in (0, 5, 10, 30):
        outbox.relay(now=now + timedelta(minutes=minutes))

    assert [one.key for one in handed] == [_message().key] * 3
    assert (_message().state, _message().provider_id) == (MessageState.HANDED_OVER, "id-7")


def test_a_reminder_that_comes_too_late_is_said_and_not_sent(
    contact: CareContact, now: datetime
) -> None:
    outbox.relay(now=contact.starts_at + _HOUR)

    assert (_message().state, LocalMessage.objects.count()) == (MessageState.FAILED, 0)
    assert "had begun" in _message().why_failed


def test_a_receipt_that_is_quicker_than_the_confirmation_stays(
    contact: CareContact, now: datetime
) -> None:
    entry = OutboxEntry.objects.get(kind="patient_message")
    confirm = sending.send_message(**entry.ids, key=entry.key, now=now, tries=1)
    actions.note_delivered(message=_message(), by=None, now=now)

    confirm()

    contact.refresh_from_db()
    assert (_message().state, contact.reminded_at) == (MessageState.DELIVERED, now)


def test_dealing_with_a_failed_message_is_said_once_and_clears_today(
    contact: CareContact, priya: StaffMember, now: datetime, refused: Callable[..., None]
) -> None:
    Patient.objects.update(phone="0113 496 0000")
    outbox.relay(now=now)

    facts = {"by": priya, "now": now, "policy": DEFAULT}
    refused("Say what was done", message=_message(), how="  ", **facts)
    actions.handle_failed(message=_message(), how="Rang her instead", **facts)

    assert (_message().handled_by, _message().handled_how) == (priya, "Rang her instead")
    assert Reminder.objects.get().done_by == priya
    refused("already", message=_message(), how="Me too", **facts)
    assert not RiskSignal.objects.exists()


def test_words_of_harm_about_a_failed_message_are_a_signal_with_an_owner(
    contact: CareContact, ada: StaffMember, priya: StaffMember, now: datetime
) -> None:
    Patient.objects.update(phone="0113 496 0000")
    outbox.relay(now=now)
    how = "Rang her: she says she wants to die"

    actions.handle_failed(message=_message(), how=how, by=ada, now=now, policy=DEFAULT)

    signal = RiskSignal.objects.get()
    assert (signal.source, signal.referral) == ("CALL", contact.referral)
    assert RiskAction.objects.get(flag=signal.flag).owner == priya


def test_a_failure_told_twice_is_one_and_a_late_delivery_does_not_hide_it(
    contact: CareContact, now: datetime
) -> None:
    outbox.relay(now=now)
    for _ in range(2):
        actions.note_failed(message=_message(), why="No such number", by=None, now=now)
    actions.note_delivered(message=_message(), by=None, now=now)

    assert (_message().state, Reminder.objects.count()) == (MessageState.FAILED, 1)


@pytest.fixture
def refused() -> Callable[..., None]:
    """Handling a message is refused in these words."""
    from clinical.errors import Refused

    def _refused(words: str, **asked: object) -> None:
        with pytest.raises(Refused, match=words):
            actions.handle_failed(**asked)

    return _refused


def _die(**_: object) -> None:
    raise RuntimeError
