"""Replies: filed once with their person, understood by rule or left to somebody; harm at once."""

from datetime import datetime, timedelta

import pytest

from audit.models import AuditEntry
from caseload.models import (
    Attendance,
    CareContact,
    CaseFlag,
    ContactState,
    Reminder,
    RiskAction,
    RiskSignal,
)
from clinical.errors import Refused
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from portal.actions import replies
from portal.actions.replies import Incoming
from portal.meaning import meaning_of
from portal.models import Channel, InboundReply, Meaning, PatientMessage
from referrals.models import NextStep, Patient, Referral
from staff.models import StaffMember, Team
from tests.factories import caseload, referrals
from tests.factories.portal import MessageRuleFactory, sent

pytestmark = pytest.mark.django_db
_DAY = timedelta(days=1)


@pytest.fixture
def contact(referral: Referral, now: datetime) -> CareContact:
    """Tomorrow; she was reminded by text an hour ago."""
    Patient.objects.filter(pk=referral.patient_id).update(text_ok=True)
    contact = caseload.booked_contact(referral, at=now + _DAY)
    sent(contact)
    return contact


def _came(
    words: str, *, now: datetime, key: str = "in-1", to: str = "07700 900123"
) -> InboundReply:
    reply = Incoming(provider_id=key, channel=Channel.TEXT, came_from=to, words=words)
    return replies.file_reply(reply=reply, by=None, now=now, policy=DEFAULT)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("YES", Meaning.CONFIRM),
        (" yes please. ", Meaning.CONFIRM),
        ("1", Meaning.CONFIRM),
        ("Confirm!", Meaning.CONFIRM),
        ("Tak", Meaning.CONFIRM),
        ("CANCEL", Meaning.CANCEL),
        ("No, thank you", Meaning.CANCEL),
        ("2", Meaning.CANCEL),
        ("１", Meaning.CONFIRM),
        ("Stop", Meaning.STOP),
        ("STOP ALL", Meaning.STOP),
        ("yes but can it be later", Meaning.OTHER),
        ("no idea", Meaning.OTHER),
        ("stop it hurts", Meaning.OTHER),
        ("cancel my life", Meaning.OTHER),
        ("12", Meaning.OTHER),
        ("👍", Meaning.OTHER),
        ("", Meaning.OTHER),
    ],
)
def test_only_a_whole_text_of_one_known_word_is_understood(text: str, meaning: Meaning) -> None:
    assert meaning_of(text) is meaning


def test_yes_confirms_and_nobody_need_read_it(
    contact: CareContact, referral: Referral, now: datetime
) -> None:
    reply = _came("Yes", now=now)

    contact.refresh_from_db()
    assert (contact.confirmed_at, reply.acted_at) == (now, now)
    assert (reply.referral, reply.message) == (referral, PatientMessage.objects.get())
    assert not Reminder.objects.exists()
    assert AuditEntry.objects.filter(event="REPLY_FILED").count() == 1


def test_cancel_frees_the_slot_and_is_to_be_rebooked(
    contact: CareContact, referral: Referral, now: datetime
) -> None:
    reply = _came("cancel", now=now)

    contact.refresh_from_db()
    assert (contact.state, contact.attendance) == (
        ContactState.CANCELLED,
        Attendance.PATIENT_CANCELLED,
    )
    assert reply.acted_at == now
    assert NextStep.objects.get(referral=referral, done_at=None).kind == "BOOK"


def test_the_same_delivery_twice_is_filed_once(contact: CareContact, now: datetime) -> None:
    first, second = (_came("I want to die", now=now) for _ in range(2))

    assert first == second
    assert (InboundReply.objects.count(), RiskSignal.objects.count()) == (1, 1)


def test_nothing_is_cancelled_for_somebody_at_risk_she_is_rung(
    contact: CareContact, referral: Referral, priya: StaffMember, duty: StaffMember, now: datetime
) -> None:
    caseload.risk_action(referral, owner=priya)

    reply = _came("CANCEL", now=now)

    contact.refresh_from_db()
    told = {entry.ids["staff_id"] for entry in OutboxEntry.objects.filter(kind="staff_notice")}
    left = Reminder.objects.all()
    assert (contact.state, contact.attendance) == (ContactState.BOOKED, "")
    assert (reply.meaning, reply.acted_at, reply.read_at) == (Meaning.CANCEL, None, None)
    assert {priya.pk, duty.pk} <= told
    assert {(one.owner, one.text[:9]) for one in left} == {
        (priya, "Ring them"),
        (duty, "Ring them"),
    }
    assert RiskAction.objects.filter(closed_at__isnull=True).count() == 1


def test_words_of_harm_open_a_flag_with_an_owner_in_the_same_breath(
    contact: CareContact, referral: Referral, priya: StaffMember, now: datetime
) -> None:
    reply = _came("cancel it i want to end my life", now=now)

    action = RiskAction.objects.get()
    contact.refresh_from_db()
    assert reply.mentions_harm
    assert (reply.signal.source, reply.signal.flag.referral) == ("REPLY", referral)
    assert (action.owner, action.closed_at) == (priya, None)
    assert action.due_by > now
    assert contact.state == ContactState.BOOKED
    assert (reply.meaning, reply.acted_at) == (Meaning.OTHER, None)
    assert "end my life" not in CaseFlag.objects.get(reason="risk").evidence


def test_no_trace_is_left_of_a_reply_whose_filing_failed(
    contact: CareContact, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "_record", _fail)

    with pytest.raises(RuntimeError):
        _came("I want to die", now=now)

    assert (InboundReply.objects.count(), RiskSignal.objects.count()) == (0, 0)
    assert not CaseFlag.objects.filter(reason="risk").exists()


def test_stop_ends_texts_on_the_trail_and_nothing_else(
    contact: CareContact, referral: Referral, now: datetime
) -> None:
    Patient.objects.update(email_ok=True)

    reply = _came("STOP", now=now)

    patient = Patient.objects.get(pk=referral.patient_id)
    entry = AuditEntry.objects.get(event="MESSAGE_OPT_OUT")
    assert (patient.text_ok, patient.email_ok, reply.acted_at) == (False, True, now)
    assert entry.changes == {"text_ok": [True, False]}


def test_anything_else_is_left_on_the_carriers_today_without_its_words(
    contact: CareContact, referral: Referral, priya: StaffMember, now: datetime
) -> None:
    reply = _came("Could we make it Thursday?", now=now)

    reminder = Reminder.objects.get()
    assert (reply.acted_at, reply.meaning) == (None, Meaning.OTHER)
    assert (reminder.owner, reminder.referral, reminder.due_on) == (priya, referral, now.date())
    assert "Thursday" not in reminder.text


def test_a_number_nobody_knows_is_filed_for_a_person(now: datetime, duty: StaffMember) -> None:
    calm = _came("hello?", now=now, to="07700 900999")
    worrying = _came("i took an overdose", now=now, key="in-2", to="07700 900999")

    told = [entry.ids["staff_id"] for entry in OutboxEntry.objects.filter(kind="staff_notice")]
    assert (calm.referral, calm.acted_at, calm.came_from) == (None, None, "+447700900999")
    assert (worrying.mentions_harm, worrying.signal, told) == (True, None, [duty.pk])


def test_two_people_at_one_number_neither_is_confirmed_nor_cancelled(
    contact: CareContact, priya: StaffMember, north: Team, now: datetime
) -> None:
    other = caseload.booked_contact(caseload.in_treatment(priya, north), at=now + 2 * _DAY)
    sent(other, at=now - 2 * _DAY)

    reply = _came("CANCEL", now=now)

    assert set(CareContact.objects.filter(pk__in=[contact.pk, other.pk], state="BOOKED")) == {
        contact,
        other,
    }
    assert (reply.referral, reply.acted_at) == (None, None)


def test_two_people_at_one_number_and_words_of_harm_somebody_looks(
    contact: CareContact, referral: Referral, priya: StaffMember, north: Team, now: datetime
) -> None:
    other = caseload.booked_contact(caseload.in_treatment(priya, north), at=now + 2 * _DAY)
    sent(other, at=now - 2 * _DAY)

    reply = _came("i want to die", now=now)

    assert reply.signal.flag.referral == referral
    assert "more than one person" in reply.signal.flag.evidence


def test_after_the_referral_ended_a_reply_goes_to_the_one_that_is_open(
    priya: StaffMember, north: Team, now: datetime
) -> None:
    over = referrals.ended(north, carried_by=priya)
    again = caseload.in_treatment(priya, north, patient=over.patient)
    sent(caseload.signed_contact(over, at=now - 30 * _DAY), at=now - 31 * _DAY)

    assert _came("hello", now=now).referral == again


def test_what_the_rule_does_not_allow_is_read_by_a_person(
    contact: CareContact, now: datetime
) -> None:
    MessageRuleFactory(may_cancel=False, may_confirm=False)

    replied = [_came(words, now=now, key=words) for words in ("yes", "cancel")]

    contact.refresh_from_db()
    assert [one.acted_at for one in replied] == [None, None]
    assert (contact.state, contact.confirmed_at) == (ContactState.BOOKED, None)
    assert Reminder.objects.count() == 2


def test_an_answer_after_the_appointment_began_is_read_by_a_person(
    contact: CareContact, now: datetime
) -> None:
    reply = _came("yes", now=contact.starts_at)

    assert (reply.acted_at, Reminder.objects.count()) == (None, 1)


def test_a_very_long_text_is_kept_as_far_as_it_goes(contact: CareContact, now: datetime) -> None:
    assert len(_came("a" * 10_000, now=now).words) == 2000


def test_reading_a_reply_says_what_was_done_once_and_clears_today(
    contact: CareContact, priya: StaffMember, sam: StaffMember, now: datetime
) -> None:
    reply = _came("Could we make it Thursday?", now=now)

    with pytest.raises(Refused, match="Say what was done"):
        replies.mark_read(reply=reply, what=" ", by=priya, now=now)
    replies.mark_read(reply=reply, what="Rang her, Thursday 10:00", by=priya, now=now)
    with pytest.raises(Refused, match="already"):
        replies.mark_read(reply=reply, what="Me too", by=sam, now=now)

    reply.refresh_from_db()
    assert (reply.read_by, reply.what_done) == (priya, "Rang her, Thursday 10:00")
    assert Reminder.objects.get().done_by == priya
    assert AuditEntry.objects.filter(event="REPLY_READ").count() == 1


@pytest.mark.parametrize("meaning", [Meaning.CONFIRM, Meaning.CANCEL, Meaning.STOP])
def test_the_buttons_of_the_page_do_the_same_once(
    contact: CareContact, now: datetime, meaning: Meaning
) -> None:
    message = PatientMessage.objects.get()

    for _ in range(2):
        replies.answer_by_link(message=message, meaning=meaning, by=None, now=now, policy=DEFAULT)

    contact.refresh_from_db()
    assert InboundReply.objects.get().acted_at == now
    assert (contact.confirmed_at == now) is (meaning is Meaning.CONFIRM)
    assert (contact.state == ContactState.CANCELLED) is (meaning is Meaning.CANCEL)
    assert Patient.objects.get().text_ok is (meaning is not Meaning.STOP)


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError
