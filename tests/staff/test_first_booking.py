"""Before a first booking: induction and mandatory training, agency staff too; before a first
pairing: supervisor training.
"""

from datetime import date, time, timedelta

import pytest

from audit.models import AuditEntry
from caseload.actions import contacts
from caseload.entries import Booking
from caseload.models import CareContact, ContactKind
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import Medium
from staff.models import Contract, Credential, StaffMember
from staff.readiness import missing
from supervision.actions.pairings import agree_time
from supervision.planning.meeting_times import MeetingTime
from tests.caseload import entries
from tests.factories.caseload import in_treatment
from tests.factories.staff import CredentialFactory, OffsetFactory, PairingFactory, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def raj(tom, south):
    """Tom, as somebody of an agency whose first day was yesterday, with one person to see."""
    tom.contract, tom.started_on = Contract.AGENCY, date(2026, 6, 8)
    tom.save()
    return tom


@pytest.fixture
def book(raj, south, ada, now):
    """Ada books for them; each time an hour later."""
    referral = in_treatment(raj, south)

    def one(by=ada):
        booking = Booking(
            starts_at=now + timedelta(days=1, hours=CareContact.objects.count()),
            minutes=30,
            medium=Medium.PHONE,
        )
        return contacts.book(
            referral=referral,
            kind=ContactKind.TREATMENT,
            booking=booking,
            pwp_id=raj.pk,
            by=by,
            now=now,
        )

    return one


@pytest.mark.parametrize("contract", Contract)
def test_nobody_is_booked_before_induction_and_training_and_the_words_say_what_is_missing(
    book, raj, contract
):
    StaffMember.objects.filter(pk=raj.pk).update(contract=contract)
    before = CareContact.objects.count()

    with pytest.raises(Refused) as refused:
        book()

    words = str(refused.value)
    assert words.startswith("Tom Ellis cannot be booked yet")
    assert "Induction: knows whom to ring about safeguarding here" in words
    assert "Data security: not recorded" in words
    assert CareContact.objects.count() == before


def test_once_complete_they_are_booked_and_what_runs_out_later_stops_nobody(book, raj, sam, today):
    ready(raj, by=sam)

    book()

    raj.refresh_from_db()
    assert raj.cleared_on == today
    assert AuditEntry.objects.filter(event="FIRST_BOOKING_CLEARED").count() == 1
    Credential.objects.update(obtained_on=date(2024, 1, 1), expires_on=date(2026, 6, 1))
    book()
    assert AuditEntry.objects.filter(event="FIRST_BOOKING_CLEARED").count() == 1


def test_a_training_counts_while_it_holds_and_somebody_has_seen_it(raj, sam, today):
    ready(raj, by=sam)
    Credential.objects.filter(kind="DATA_SECURITY").update(
        obtained_on=date(2025, 1, 1), expires_on=today - timedelta(days=1)
    )
    Credential.objects.filter(kind="RESUSCITATION").update(checked_at=None, checked_by=None)

    assert missing(raj.pk, on=today) == (
        "Data security: ran out on 8 June",
        "Basic life support: nobody has seen the certificate yet",
    )
    assert missing(raj.pk, on=today - timedelta(days=1))[0].startswith("Basic life support")


def test_whoever_was_here_before_it_was_recorded_is_not_asked(book, raj):
    StaffMember.objects.filter(pk=raj.pk).update(started_on=None)

    assert book().pwp_id == raj.pk


def test_a_session_that_takes_place_is_written_all_the_same(raj, south, now):
    """A patient who rings must stand on the record; the rule is about who is booked."""
    referral = in_treatment(raj, south)

    contact = contacts.start_unbooked(
        referral=referral, medium=Medium.PHONE, minutes=30, by=raj, now=now
    )

    assert contact.pwp_id == raj.pk


def test_the_next_appointment_booked_with_a_note_is_asked_about_as_well(raj, south, sam, now):
    contact = contacts.start_unbooked(
        referral=in_treatment(raj, south), medium=Medium.PHONE, minutes=30, by=raj, now=now
    )
    note = entries.seen(next_booking=entries.a_week_after(contact))
    logged = entries.logged(note, of=contact)

    def sign():
        return contacts.log_session(contact=contact, logged=logged, by=raj, now=now, policy=DEFAULT)

    with pytest.raises(Refused, match="cannot be booked yet"):
        sign()
    ready(raj, by=sam)
    assert sign().is_signed


def test_nobody_supervises_for_the_first_time_without_training_and_hours(priya, leah, now, today):
    def pair():
        return agree_time(
            supervisor=leah,
            supervisee=priya,
            meets=MeetingTime(weekday=3, meets_at=time(9), minutes=60),
            begins_on=today,
            by=leah,
            now=now,
            policy=DEFAULT,
        )

    with pytest.raises(Refused, match="supervisor training comes first") as refused:
        pair()
    assert refused.value.field == "supervisor"

    trained = CredentialFactory(
        staff=leah, kind="SUPERVISOR_TRAINING", checked_at=None, checked_by=None
    )
    with pytest.raises(Refused, match="seen the certificate"):
        pair()
    Credential.objects.filter(pk=trained.pk).update(checked_at=now, checked_by=priya)
    leah.agreed_number = 15
    with pytest.raises(Refused, match="agree the supervising role first"):
        pair()
    OffsetFactory(staff=leah, kind="SUPERVISING", topic="", taken_off=5)
    assert pair().supervisor == leah


def test_whoever_supervises_already_goes_on(priya, leah, tom, now, today):
    PairingFactory(supervisor=leah, supervisee=tom)

    pairing = agree_time(
        supervisor=leah,
        supervisee=priya,
        meets=MeetingTime(weekday=3, meets_at=time(9), minutes=60),
        begins_on=today,
        by=leah,
        now=now,
        policy=DEFAULT,
    )

    assert pairing.supervisor == leah
