"""Today by keyboard: start the next session, or any by number, find somebody, tick things off."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from caseload.models import Reminder
from tests.browser.desk import Desk
from tests.factories.caseload import ReminderFactory, booked_contact, in_treatment, risk_action
from tests.factories.referrals import PatientFactory

pytestmark = pytest.mark.browser

HALF_PAST_TEN = datetime(2026, 6, 9, 9, 30, tzinfo=UTC)
ELEVEN = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)


@pytest.fixture
def day(desk: Desk, priya, north):
    """Priya Nair at 10:30, Declan Byrne at 11:00, a risk action and a reminder."""
    with transaction.atomic():
        nair = in_treatment(
            priya, north, patient=PatientFactory(given_name="Priya", family_name="Nair")
        )
        byrne = in_treatment(
            priya, north, patient=PatientFactory(given_name="Declan", family_name="Byrne")
        )
        booked = {
            "nair": booked_contact(nair, at=HALF_PAST_TEN),
            "byrne": booked_contact(byrne, at=ELEVEN),
        }
        risk_action(byrne, owner=priya)
        ReminderFactory(owner=priya, text="Order leaflets")
    desk.sign_in(priya)
    return booked


def session(contact) -> str:
    return f"/caseload/{contact.referral.reference}/sessions/{contact.reference}/"


def test_the_next_session_starts_with_one_key(desk, day):
    desk.open("/today/")

    desk.press("n")

    desk.page.wait_for_url(f"**{session(day['nair'])}")
    assert desk.keys == 1


def test_any_session_starts_with_its_number(desk, day):
    desk.open("/today/")

    desk.press("2")

    desk.page.wait_for_url(f"**{session(day['byrne'])}")
    assert desk.keys == 1


def test_somebody_is_found_and_opened_in_seven_keys_or_fewer(desk, day):
    desk.open("/today/")

    desk.press("/", *"byrn")
    desk.page.locator("#find-results a, #find-results [role=option]").first.wait_for()
    desk.press("Enter")

    desk.page.wait_for_url(f"**/caseload/{day['byrne'].referral.reference}/")
    assert desk.keys <= 7


def test_single_keys_are_off_for_whoever_turned_them_off(desk, day, priya):
    priya.shortcuts_on = False
    priya.save(update_fields=["shortcuts_on"])
    desk.open("/today/")

    desk.press("n", "1")

    assert desk.path() == "/today/"
    assert not desk.page.locator("tr.is-on kbd").is_visible()


def test_a_reminder_is_ticked_off_in_place_by_keyboard(desk, day):
    desk.open("/today/")

    desk.focus(desk.page.locator("#due form[action$=done] button"))
    desk.press("Enter")
    desk.page.locator(".app-due__why", has_text="Order leaflets").wait_for(state="detached")

    assert desk.path() == "/today/"
    desk.has_focus("h-due")
    assert desk.page.locator("#said").inner_text().startswith("Reminder done.")
    assert Reminder.objects.get().done_at is not None


def test_a_reminder_is_set_by_keyboard(desk, day):
    desk.open("/today/reminders/new")

    desk.has_focus("text")
    desk.type("Ask about sleep")
    desk.press("Control+Enter")

    desk.page.wait_for_url("**/today/")
    assert "Ask about sleep" in desk.text("#due")


@pytest.mark.parametrize("width", ["laptop", "phone", "narrow"])
@pytest.mark.parametrize("path", ["/today/", "/today/reminders/new"])
def test_the_page_is_accessible_and_never_scrolls_sideways(desk, day, path, width):
    desk.resize(width)
    desk.open(path)

    assert desk.violations() == []
    assert not desk.scrolls_sideways()
