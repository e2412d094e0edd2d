"""Booking an appointment and taking it out of the diary again."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from audit.models import AuditEntry
from caseload.models import CareContact, CaseSummary, ContactState, RiskAction, RiskSignal
from referrals.models import NextStep, Referral
from staff.models import StaffMember, Team
from tests.factories import caseload, referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TYPED = {
    "day": "2026-06-16",
    "time": "10:30",
    "minutes": "30",
    "medium": "PHONE",
    "kind": "TREATMENT",
}
THEN = datetime(2026, 6, 16, 9, 30, tzinfo=UTC)


def book(referral: Referral) -> str:
    return f"/caseload/{referral.reference}/book"


def cancel(contact: CareContact) -> str:
    return f"/caseload/{contact.referral.reference}/bookings/{contact.reference}/cancel"


def test_a_booking_stands_in_the_carriers_diary_and_is_the_next_step(
    client: Client, ada: StaffMember, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(ada)

    response = client.post(book(referral), TYPED)

    assert response.status_code == 302
    booked = referral.contacts.get(state=ContactState.BOOKED)
    assert (booked.pwp, booked.starts_at) == (priya, THEN)
    assert NextStep.objects.get(referral=referral, done_at__isnull=True).kind == "APPOINTMENT"
    assert AuditEntry.objects.filter(event="CONTACT_BOOKED").count() == 1


def test_a_time_that_is_taken_is_refused_beside_the_field(
    client: Client, priya: StaffMember, north: Team, referral: Referral
) -> None:
    caseload.booked_contact(caseload.allocated(priya, north), at=THEN)
    client.force_login(priya)

    response = client.post(book(referral), TYPED)

    shown = response.content.decode()
    assert response.status_code == 200
    assert "That time has just been taken. Choose another." in shown
    assert 'id="id_time-error"' in shown
    assert 'value="2026-06-16"' in shown
    assert not referral.contacts.filter(state=ContactState.BOOKED).exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("day", "2026-06-08", "Choose a time that is still to come."),
        ("day", "2031-06-16", "Choose a day within a year from now."),
        ("day", "soon", "That is not a date."),
        ("day", "", "Choose a day."),
        ("time", "25:00", "That is not a time."),
        ("minutes", "0", "a whole number from 5 to 240"),
        ("minutes", "9" * 50, "a whole number from 5 to 240"),
        ("medium", "PIGEON", "Choose one of the answers shown."),
    ],
)
def test_what_cannot_be_booked_is_said(
    field: str, value: str, words: str, client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)

    response = client.post(book(referral), {**TYPED, field: value})

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not referral.contacts.filter(state=ContactState.BOOKED).exists()


def test_free_times_fill_the_form_and_leave_out_what_is_taken(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    caseload.signed_contact(referral, at=datetime(2026, 6, 2, 8, 30, tzinfo=UTC))
    usual = 'href="?day=2026-06-16&amp;time=09:30"'
    client.force_login(priya)

    shown = client.get(book(referral)).content.decode()
    filled = client.get(f"{book(referral)}?day=2026-06-16&time=09:30").content.decode()
    other = caseload.allocated(priya, referral.team)
    caseload.booked_contact(other, at=datetime(2026, 6, 16, 8, 30, tzinfo=UTC))
    afterwards = client.get(book(referral)).content.decode()

    assert usual in shown
    assert 'value="2026-06-16"' in filled
    assert 'value="09:30"' in filled
    assert usual not in afterwards


def test_the_first_free_time_then_the_button_are_under_the_hand(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)

    first = client.get(book(referral)).content.decode()
    chosen = client.get(f"{book(referral)}?day=2026-06-16&time=10:30").content.decode()

    assert first.count("autofocus") == chosen.count("autofocus") == 1
    assert re.search(r'href="\?day=[^"]+" autofocus>', first)
    assert re.search(r"data-sign autofocus>Book<", chosen)


def test_nonsense_in_the_address_fills_nothing_and_breaks_nothing(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)

    assert client.get(f"{book(referral)}?day=%3Cscript%3E&time=x").status_code == 200


def test_nobody_is_booked_with_nobody(client: Client, ada: StaffMember, north: Team) -> None:
    waiting = referrals.waiting(north)
    client.force_login(ada)

    client.post(book(waiting), TYPED)

    assert "Nobody carries this person yet" in client.get(book(waiting)).content.decode()
    assert not waiting.contacts.exists()


def test_an_ended_referral_takes_no_booking(client: Client, ada: StaffMember, north: Team) -> None:
    over = referrals.ended(north)
    client.force_login(ada)

    client.post(book(over), TYPED)

    assert "nothing can be booked" in client.get(book(over)).content.decode()
    assert not over.contacts.exists()


def test_a_cancelled_booking_leaves_the_diary_with_its_reason_on_the_timeline(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    booked = caseload.booked_contact(referral, at=THEN)
    client.force_login(priya)

    client.post(cancel(booked), {"reason": "Booked on the wrong day"})

    booked.refresh_from_db()
    assert booked.state == ContactState.CANCELLED
    assert CaseSummary.objects.get(pk=referral.pk).booked_at == []
    assert NextStep.objects.get(referral=referral, done_at__isnull=True).kind == "BOOK"
    assert AuditEntry.objects.filter(event="BOOKING_CANCELLED").count() == 1
    shown = client.get(f"/caseload/{referral.reference}/").content.decode()
    assert "Appointment cancelled: Tue 16 Jun, 10:30" in shown
    assert "Booked on the wrong day" in shown


def test_the_next_booking_is_the_next_step_when_one_before_it_is_cancelled(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    first = caseload.booked_contact(referral, at=THEN)
    second = caseload.booked_contact(referral, at=THEN.replace(day=23))
    client.force_login(priya)

    client.post(cancel(first), {"reason": "Away"})

    step = NextStep.objects.get(referral=referral, done_at__isnull=True)
    assert (step.kind, step.due_by) == ("APPOINTMENT", second.starts_at)


def test_without_a_reason_it_stays(client: Client, priya: StaffMember, referral: Referral) -> None:
    booked = caseload.booked_contact(referral, at=THEN)
    client.force_login(priya)

    shown = client.post(cancel(booked), {"reason": "  "}).content.decode()

    assert "Say why it is cancelled." in shown
    booked.refresh_from_db()
    assert booked.state == ContactState.BOOKED


def test_an_administrator_cannot_cancel_a_safety_follow_up(
    client: Client, ada: StaffMember, priya: StaffMember, referral: Referral
) -> None:
    booked = caseload.booked_contact(referral, at=THEN)
    caseload.risk_action(referral, owner=priya)
    client.force_login(ada)

    shown = client.post(cancel(booked), {"reason": "Room closed"}).content.decode()

    assert "Do not cancel: safety follow-up." in shown
    booked.refresh_from_db()
    assert booked.state == ContactState.BOOKED


def test_a_reason_that_mentions_harm_is_passed_on_at_once_and_an_administrator_cancels_nothing(
    client: Client, ada: StaffMember, priya: StaffMember, referral: Referral
) -> None:
    booked = caseload.booked_contact(referral, at=THEN)
    client.force_login(ada)
    why = {"reason": "Her mother rang: she says she wants to die"}

    shown = [client.post(cancel(booked), why).content.decode() for _ in range(2)]

    assert all("Do not cancel: safety follow-up." in page for page in shown)
    assert all("What you wrote was passed on at once." in page for page in shown)
    booked.refresh_from_db()
    assert booked.state == ContactState.BOOKED
    assert RiskSignal.objects.filter(referral=referral).count() == 1
    action = RiskAction.objects.get(referral=referral)
    assert (action.owner, action.urgency) == (priya, "same_day")
    assert referral.timeline_notes.get(title__startswith="Appointment stays").text == why["reason"]


def test_whoever_may_cancel_it_raises_the_flag_by_the_reason(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    booked = caseload.booked_contact(referral, at=THEN)
    client.force_login(priya)

    client.post(cancel(booked), {"reason": "In hospital after an overdose"})

    booked.refresh_from_db()
    assert booked.state == ContactState.CANCELLED
    assert RiskSignal.objects.get(referral=referral).flag.cleared_at is None


def test_whoever_carries_the_risk_may_move_its_appointment(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    booked = caseload.booked_contact(referral, at=THEN)
    caseload.risk_action(referral, owner=priya)
    client.force_login(priya)

    client.post(cancel(booked), {"reason": "Moved to tomorrow"})

    booked.refresh_from_db()
    assert booked.state == ContactState.CANCELLED


def test_a_session_somebody_has_begun_to_write_is_not_cancelled(
    client: Client, ada: StaffMember, referral: Referral
) -> None:
    booked = caseload.booked_contact(referral, at=THEN)
    caseload.ContactDraftFactory(contact=booked)
    client.force_login(ada)

    shown = client.post(cancel(booked), {"reason": "Away"}).content.decode()

    assert "it is logged, not cancelled" in shown


def test_only_a_booking_of_this_record_can_be_cancelled(
    client: Client, priya: StaffMember, tom: StaffMember, north: Team, referral: Referral
) -> None:
    signed = referral.contacts.get(state=ContactState.LOGGED)
    other = caseload.booked_contact(caseload.allocated(tom, north), at=THEN)
    client.force_login(priya)

    for contact in (signed, other):
        path = f"/caseload/{referral.reference}/bookings/{contact.reference}/cancel"
        assert client.post(path, {"reason": "Away"}).status_code == 404
