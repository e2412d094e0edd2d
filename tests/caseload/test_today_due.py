"""Things due on Today: most urgent first, each with its reason and what to do."""

from datetime import date, timedelta

import pytest

from tests.caseload.today_page import (
    FRIDAY_BEFORE,
    before_tonight,
    due,
    person,
    today,
)
from tests.factories.caseload import (
    ContactDraftFactory,
    ReminderFactory,
    booked_contact,
    in_treatment,
    risk_action,
)

pytestmark = pytest.mark.usefixtures("clock")


def test_an_unread_risk_action_says_how_long_it_waits_and_can_be_taken_or_rung(
    client, priya, north, now
):
    referral = in_treatment(priya, north, patient=person("Marta", "Kowalski"))
    action = risk_action(
        referral,
        owner=priya,
        opened_at=now - timedelta(minutes=156),
        due_by=now + timedelta(hours=2),
    )

    page = before_tonight(today(client, priya))

    assert "KOWALSKI, Marta" in page
    assert "2 h 36 waiting, due 12:24" in page
    assert f"/caseload/{referral.reference}/risk/" in page
    assert f"{action.pk}" in page
    assert "Acknowledge" in page
    assert 'href="tel:07700900123"' in page
    assert "07700 900123, no voicemail" in page


def test_a_taken_risk_action_that_is_late_says_when_it_was_due(client, priya, north, now):
    referral = in_treatment(priya, north)
    risk_action(
        referral,
        owner=priya,
        acknowledged_at=now - timedelta(hours=5),
        acknowledged_by=priya,
        due_by=now - timedelta(minutes=24),
    )

    page = before_tonight(today(client, priya))

    assert "Was due 10:00" in page
    assert "Acknowledge" not in page
    assert "waiting" not in page


def test_due_risk_comes_first_then_contact_then_notes_then_reminders(client, priya, north, now):
    recent = now - timedelta(days=8)
    ReminderFactory(owner=priya, text="Order leaflets")
    unsigned = in_treatment(priya, north, patient=person("Una", "Signed"), since=recent)
    booked_contact(unsigned, at=FRIDAY_BEFORE)
    in_treatment(priya, north, patient=person("Quin", "Quiet"))
    risky = in_treatment(priya, north, patient=person("Rae", "Risky"), since=recent)
    risk_action(risky, owner=priya)

    page = before_tonight(today(client, priya))

    places = [
        page.index(words)
        for words in ("RISKY, Rae", "QUIET, Quin", "SIGNED, Una", "Order leaflets")
    ]
    assert places == sorted(places)


def test_overdue_contact_is_found_now_without_any_worker(client, priya, north, now):
    in_treatment(priya, north, patient=person("Sophie", "Walker"), since=now - timedelta(days=24))

    page = before_tonight(today(client, priya))

    assert "WALKER, Sophie" in page
    assert "23 days, limit 21." in page


def test_many_out_of_touch_are_named_together_under_this_week(client, priya, north, now):
    for days in range(30, 36):
        in_treatment(
            priya, north, patient=person("A", f"Quiet{days}"), since=now - timedelta(days=days)
        )

    page = today(client, priya)

    assert "QUIET35, A" in before_tonight(page)
    assert "3 more contacts overdue" in page
    assert "Quiet31 30 days" in page


def test_an_unsigned_note_says_what_is_missing(client, priya, north):
    contact = booked_contact(in_treatment(priya, north), at=FRIDAY_BEFORE)
    ContactDraftFactory(contact=contact, missing="plan until next time")

    page = before_tonight(today(client, priya))

    assert "Friday 5 June 10:00. Missing: plan until next time." in page
    assert f"/sessions/{contact.reference}/" in page


def test_a_past_appointment_with_nothing_written_is_due_too(client, priya, north):
    booked_contact(in_treatment(priya, north), at=FRIDAY_BEFORE)

    assert "Nothing written yet." in before_tonight(today(client, priya))


def test_reminders_of_later_this_week_stand_under_this_week(client, priya):
    ReminderFactory(owner=priya, text="Book the room", due_on=date(2026, 6, 12))
    ReminderFactory(owner=priya, text="Not for weeks", due_on=date(2026, 7, 12))

    page = today(client, priya)

    assert "Book the room" not in before_tonight(page)
    assert "Book the room. Fri 12 Jun." in page
    assert "Not for weeks" not in page


def test_a_later_risk_plan_is_still_named(client, priya, north, now):
    referral = in_treatment(priya, north, patient=person("Lena", "Later"))
    risk_action(
        referral,
        owner=priya,
        due_by=now + timedelta(days=20),
        acknowledged_at=now,
        acknowledged_by=priya,
    )

    assert "Risk plan for Lena Later" in due(today(client, priya))
