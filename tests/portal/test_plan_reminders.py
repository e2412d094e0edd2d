"""Who is due a reminder: by the rule for the type of contact, by consent, within safe hours."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from caseload.models import CareContact, ContactState
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from portal import message_jobs as jobs
from portal.models import Channel, MessageKind, MessageState, PatientMessage
from portal.reach import mobile, safe_time
from referrals.models import Patient, Referral
from staff.models import StaffMember, Team
from tests.factories import caseload
from tests.factories.portal import MOBILE, MessageRuleFactory

pytestmark = pytest.mark.django_db
_HOUR = timedelta(hours=1)


@pytest.fixture
def agreed(referral: Referral) -> Referral:
    """She agreed to texts."""
    Patient.objects.filter(pk=referral.patient_id).update(text_ok=True)
    referral.patient.refresh_from_db()
    return referral


def _plan(now: datetime, **changes: object) -> int:
    return jobs.plan_reminders(now=now, policy=replace(DEFAULT, **changes))["queued"]


def _contact(referral: Referral, *, at: datetime, **facts: object) -> CareContact:
    return caseload.booked_contact(referral, at=at, **facts)


def test_a_reminder_is_queued_when_its_time_has_come_and_once(
    agreed: Referral, now: datetime
) -> None:
    contact = _contact(agreed, at=now + 48 * _HOUR)

    early, due, again = (_plan(at) for at in (now - _HOUR, now, now + _HOUR))

    message = PatientMessage.objects.get()
    entry = OutboxEntry.objects.get(kind="patient_message")
    assert (early, due, again) == (0, 1, 0)
    assert (message.contact, message.kind, message.state) == (
        contact,
        MessageKind.REMINDER,
        MessageState.QUEUED,
    )
    assert (message.channel, message.to, message.not_before) == (Channel.TEXT, MOBILE, now)
    assert entry.ids == {
        "message_id": message.pk,
        "starts_at": int(contact.starts_at.timestamp()),
    }
    assert AuditEntry.objects.filter(event="MESSAGE_QUEUED").count() == 1


@pytest.mark.parametrize(
    ("wishes", "channel"),
    [
        ({"text_ok": True, "email_ok": True, "email": "r@example.org"}, Channel.TEXT),
        ({"text_ok": False, "email_ok": True, "email": "r@example.org"}, Channel.EMAIL),
        ({"text_ok": True, "phone": "", "email_ok": True, "email": "r@example.org"}, Channel.EMAIL),
        (
            {"text_ok": True, "phone": "0113 496 0000", "email_ok": True, "email": "r@example.org"},
            Channel.EMAIL,
        ),
        ({"text_ok": False, "email_ok": False, "email": "r@example.org"}, None),
        ({"text_ok": True, "phone": ""}, None),
        ({"email_ok": True, "email": ""}, None),
    ],
)
def test_only_what_was_agreed_to_is_used_and_text_comes_first(
    referral: Referral, now: datetime, wishes: dict[str, object], channel: Channel | None
) -> None:
    Patient.objects.filter(pk=referral.patient_id).update(**wishes)
    _contact(referral, at=now + 24 * _HOUR)

    _plan(now)

    assert list(PatientMessage.objects.values_list("channel", flat=True)) == (
        [channel] if channel else []
    )


def test_without_a_provider_for_a_channel_nothing_is_promised(
    agreed: Referral, now: datetime, settings: object
) -> None:
    settings.MESSAGE_PROVIDERS = {}
    _contact(agreed, at=now + 24 * _HOUR)

    assert _plan(now) == 0


@pytest.mark.parametrize(
    "facts",
    [
        {"state": ContactState.CANCELLED},
        {"starts_at": datetime(2026, 6, 9, 9, 0, tzinfo=UTC)},
        {"starts_at": datetime(2026, 6, 9, 10, 0, tzinfo=UTC)},
    ],
)
def test_nobody_is_reminded_of_what_was_cancelled_has_begun_or_is_within_the_hour(
    agreed: Referral, now: datetime, facts: dict[str, object]
) -> None:
    contact = _contact(agreed, at=now + 24 * _HOUR)
    if "starts_at" in facts:
        facts = facts | {"ends_at": facts["starts_at"] + _HOUR}
    CareContact.objects.filter(pk=contact.pk).update(**facts)

    assert _plan(now) == 0


def test_a_rule_for_a_type_of_contact_holds_from_its_day_and_a_medium_goes_first(
    agreed: Referral, now: datetime
) -> None:
    yesterday, tomorrow = date(2026, 6, 8), date(2026, 6, 10)
    MessageRuleFactory(remind_hours_before=72, valid_from=yesterday)
    MessageRuleFactory(remind_hours_before=24, valid_from=yesterday, medium="VIDEO")
    MessageRuleFactory(remind_hours_before=None, valid_from=yesterday, contact_kind="REVIEW")
    MessageRuleFactory(remind_hours_before=168, valid_from=tomorrow)
    by_phone = _contact(agreed, at=now + 60 * _HOUR)
    _contact(agreed, at=now + 61 * _HOUR, medium="VIDEO")
    _contact(agreed, at=now + 4 * _HOUR, kind="REVIEW")
    _contact(agreed, at=now + 100 * _HOUR)

    _plan(now)

    assert [one.contact for one in PatientMessage.objects.all()] == [by_phone]


def test_a_missed_session_is_texted_about_where_the_note_asks_for_it(
    agreed: Referral, now: datetime
) -> None:
    asked = caseload.missed_contact(agreed, at=now - 2 * _HOUR, text_asked_for=True)
    caseload.missed_contact(agreed, at=now - 4 * _HOUR, text_asked_for=False)
    caseload.missed_contact(agreed, at=now - 99 * _HOUR, text_asked_for=True)

    counts = [jobs.plan_missed(now=now, policy=DEFAULT)["queued"] for _ in range(2)]

    message = PatientMessage.objects.get()
    assert (counts, message.contact, message.kind) == ([1, 0], asked, MessageKind.MISSED)


def test_what_is_due_at_night_waits_for_the_morning(agreed: Referral, now: datetime) -> None:
    night = datetime(2026, 6, 9, 20, 30, tzinfo=UTC)
    _contact(agreed, at=night + 40 * _HOUR)

    _plan(night)

    morning = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)  # 09:00 in London
    assert PatientMessage.objects.get().not_before == morning
    assert OutboxEntry.objects.get(kind="patient_message").next_at == morning


@pytest.mark.parametrize(
    ("at", "safe"),
    [
        # Clocks go forward in the night to 29 March 2026, back in the night to 25 October.
        ("2026-03-28T19:30+00:00", "2026-03-29T08:00+00:00"),
        ("2026-03-29T07:59+00:00", "2026-03-29T08:00+00:00"),
        ("2026-03-29T08:00+00:00", "2026-03-29T08:00+00:00"),
        ("2026-10-24T18:00+00:00", "2026-10-25T09:00+00:00"),
        ("2026-10-25T08:30+00:00", "2026-10-25T09:00+00:00"),
        ("2026-10-25T18:59+00:00", "2026-10-25T18:59+00:00"),
        ("2026-10-25T19:00+00:00", "2026-10-26T09:00+00:00"),
        ("2026-06-09T17:59+00:00", "2026-06-09T17:59+00:00"),
        ("2026-06-09T18:00+00:00", "2026-06-10T08:00+00:00"),
    ],
)
def test_safe_hours_are_by_the_london_clock_on_both_awkward_nights(at: str, safe: str) -> None:
    assert safe_time(datetime.fromisoformat(at), DEFAULT) == datetime.fromisoformat(safe)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("07700 900123", MOBILE),
        ("+44 7700 900 123", MOBILE),
        ("0044 (0)7700-900123", MOBILE),
        ("447700900123", MOBILE),
        ("+353 87 123 4567", "+353871234567"),
        ("0113 496 0000", ""),
        ("07700 90012", ""),
        ("ask at work", ""),
        ("", ""),
        ("٠٧٧٠٠٩٠٠١٢٣", ""),
    ],
)
def test_a_number_that_takes_texts_is_told_from_one_that_does_not(
    written: str, number: str
) -> None:
    assert mobile(written) == number


def test_the_queries_of_a_batch_do_not_grow_with_it(
    priya: StaffMember, north: Team, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries(people: int, *, from_hour: int) -> int:
        for number in range(people):
            referral = caseload.in_treatment(priya, north)
            Patient.objects.filter(pk=referral.patient_id).update(text_ok=True)
            _contact(referral, at=now + timedelta(hours=from_hour, minutes=31 * number))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert _plan(now) == people
        return len(captured)

    assert queries(3, from_hour=2) == queries(30, from_hour=6)


def test_several_batches_queue_everybody_once(
    agreed: Referral, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    batched = jobs.due.reminders
    monkeypatch.setattr(jobs.due, "reminders", lambda **asked: batched(**asked, size=2))
    for hours in range(2, 9):
        _contact(agreed, at=now + hours * _HOUR)

    assert _plan(now) == 7
    assert PatientMessage.objects.count() == OutboxEntry.objects.count() == 7


def test_a_message_queued_beside_this_run_is_queued_once(
    agreed: Referral, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two planners at once: the row of the first is there when the second writes."""
    contact = _contact(agreed, at=now + 24 * _HOUR)
    due: Callable[..., object] = jobs.due.reminders
    found = list(
        due(
            now=now,
            rules=jobs.rules.in_force(on=now.date(), policy=DEFAULT),
            channels=[Channel.TEXT],
        )
    )
    _plan(now)
    monkeypatch.setattr(jobs.due, "reminders", lambda **_: iter(found))

    assert _plan(now) == 0
    assert PatientMessage.objects.filter(contact=contact).count() == 1
    assert OutboxEntry.objects.count() == 1
