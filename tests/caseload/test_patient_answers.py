"""She answers a reminder: she comes, or she cancels; never while risk is open."""

from datetime import datetime, timedelta

import pytest

from audit.models import AuditEntry
from caseload.actions import noted_by_messages, patient_answers
from caseload.actions.patient_answers import SafetyFollowUp
from caseload.models import Attendance, CareContact, CaseSummary, ContactState, RiskAction
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import NextStep, Referral, TimelineNote
from staff.models import StaffMember
from tests.caseload.slow_facts import summary_of
from tests.factories import caseload
from tests.factories.referrals import ReferralFactory

pytestmark = pytest.mark.django_db
_DAY = timedelta(days=1)


@pytest.fixture
def contact(referral: Referral, now: datetime) -> CareContact:
    """Tomorrow at this time."""
    return caseload.booked_contact(referral, at=now + _DAY)


def _confirm(contact: CareContact, *, now: datetime) -> None:
    patient_answers.confirm_booking(contact=contact, how="by text", by=None, now=now)


def _cancel(contact: CareContact, *, now: datetime) -> None:
    patient_answers.cancel_for_patient(
        contact=contact, how="by text", by=None, now=now, policy=DEFAULT
    )


def test_she_confirms_and_the_first_time_stays(contact: CareContact, now: datetime) -> None:
    _confirm(contact, now=now)
    _confirm(contact, now=now + timedelta(hours=1))

    contact.refresh_from_db()
    assert (contact.confirmed_at, contact.state) == (now, ContactState.BOOKED)
    assert AuditEntry.objects.filter(event="BOOKING_CONFIRMED").count() == 1


def test_she_cancels_the_slot_is_free_it_counts_and_is_to_be_rebooked(
    contact: CareContact, referral: Referral, priya: StaffMember, now: datetime
) -> None:
    before = CaseSummary.objects.get(referral=referral).missed

    _cancel(contact, now=now)
    _cancel(contact, now=now)

    contact.refresh_from_db()
    summary = CaseSummary.objects.get(referral=referral)
    step = NextStep.objects.get(referral=referral, done_at__isnull=True)
    assert (contact.state, contact.attendance) == (
        ContactState.CANCELLED,
        Attendance.PATIENT_CANCELLED,
    )
    assert (summary.missed, summary.missed_in_a_row) == (before + 1, 1)
    assert (step.kind, step.owner_id) == ("BOOK", priya.pk)
    assert TimelineNote.objects.get().title.startswith("Cancelled by the person by text")
    assert AuditEntry.objects.filter(event="BOOKING_CANCELLED").count() == 1
    assert caseload.booked_contact(referral, at=contact.starts_at)  # the time is free again


def test_the_summary_counts_it_as_a_plain_reading_of_the_rows_does(
    contact: CareContact, referral: Referral, now: datetime
) -> None:
    _cancel(contact, now=now)

    kept = CaseSummary.objects.filter(referral=referral).values().get()
    assert {name: kept[name] for name in ("missed", "missed_in_a_row", "last_missed_on")} == {
        name: summary_of(referral.pk)[name]
        for name in ("missed", "missed_in_a_row", "last_missed_on")
    }


def test_with_another_booking_that_one_is_next(
    contact: CareContact, referral: Referral, now: datetime
) -> None:
    later = caseload.booked_contact(referral, at=now + 8 * _DAY)

    _cancel(contact, now=now)

    step = NextStep.objects.get(referral=referral, done_at__isnull=True)
    assert (step.kind, step.due_by) == ("APPOINTMENT", later.starts_at)


@pytest.mark.parametrize("what_is_open", ["flag", "action alone"])
def test_nothing_is_cancelled_while_risk_is_open(
    contact: CareContact, referral: Referral, priya: StaffMember, now: datetime, what_is_open: str
) -> None:
    caseload.risk_action(referral, owner=priya)
    if what_is_open == "action alone":
        Referral.objects.filter(pk=referral.pk).update(risk_open_since=None)

    with pytest.raises(SafetyFollowUp):
        _cancel(contact, now=now)

    contact.refresh_from_db()
    assert contact.state == ContactState.BOOKED
    assert RiskAction.objects.filter(closed_at__isnull=True).count() == 1


@pytest.mark.parametrize("what_is_open", ["flag", "action alone"])
def test_nothing_is_cancelled_while_risk_is_open_on_another_referral_of_the_person(
    contact: CareContact, referral: Referral, priya: StaffMember, now: datetime, what_is_open: str
) -> None:
    other = ReferralFactory(patient=referral.patient)
    caseload.risk_action(other, owner=priya)
    if what_is_open == "action alone":
        Referral.objects.filter(pk=other.pk).update(risk_open_since=None)

    with pytest.raises(SafetyFollowUp):
        _cancel(contact, now=now)

    contact.refresh_from_db()
    assert contact.state == ContactState.BOOKED


def test_what_has_begun_was_moved_or_is_being_written_is_refused(
    contact: CareContact, referral: Referral, priya: StaffMember, now: datetime
) -> None:
    with pytest.raises(Refused, match="has begun"):
        _cancel(contact, now=contact.starts_at)
    with pytest.raises(Refused, match="has begun"):
        _confirm(contact, now=contact.starts_at)
    caseload.ContactDraftFactory(contact=contact)
    with pytest.raises(Refused, match="begun to write"):
        _cancel(contact, now=now)
    CareContact.objects.filter(pk=contact.pk).update(state=ContactState.CANCELLED)
    contact.refresh_from_db()
    with pytest.raises(Refused, match="not in the diary"):
        _cancel(contact, now=now)
    with pytest.raises(Refused, match="not in the diary"):
        _confirm(contact, now=now)


def test_the_record_says_that_she_cancelled(
    client, contact: CareContact, referral: Referral, priya: StaffMember, now: datetime, clock
) -> None:
    _cancel(contact, now=now)
    client.force_login(priya)

    listed = client.get(f"/caseload/{referral.reference}/sessions/").content.decode()
    told = client.get(f"/caseload/{referral.reference}/").content.decode()

    assert "Patient cancelled" in listed
    assert "Cancelled by the person by text" in told


def test_a_reminder_is_noted_once_and_only_in_the_diary(
    contact: CareContact, referral: Referral, now: datetime
) -> None:
    signed = caseload.signed_contact(referral, at=now - 2 * _DAY)

    for hours in (0, 1):
        noted_by_messages.note_reminded(
            contact_ids=[contact.pk, signed.pk], now=now + timedelta(hours=hours)
        )

    contact.refresh_from_db()
    signed.refresh_from_db()
    assert (contact.reminded_at, signed.reminded_at) == (now, None)
