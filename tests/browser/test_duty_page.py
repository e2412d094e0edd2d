"""Duty by keyboard: take and record in the row, with script and without; swap a turn."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from caseload.models import RiskAction
from staff.models import Duty
from tests.browser.desk import Desk
from tests.factories.caseload import in_treatment, risk_action
from tests.factories.referrals import PatientFactory
from tests.factories.staff import PASSWORD, DutyFactory

pytestmark = pytest.mark.browser

PATHS = ["/duty/", "/duty/rota/"]


@pytest.fixture
def open_work(priya, duty, north, leah, sam, now):
    """Asha Nair's risk action of Priya's, overdue; another, due today; a turn of tomorrow."""
    with transaction.atomic():
        for given, hours in (("Asha", -1), ("Omar", 3)):
            patient = PatientFactory(given_name=given, family_name="Nair")
            risk_action(
                in_treatment(priya, north, patient=patient),
                owner=priya,
                due_by=now + timedelta(hours=hours),
                opened_at=now - timedelta(hours=2, minutes=36),
            )
        DutyFactory(staff=sam, starts_at=now + timedelta(days=1))
    return RiskAction.objects.order_by("due_by").first()


def test_whoever_is_on_duty_lands_on_duty_which_stands_first(desk: Desk, duty, open_work):
    desk.sign_in(duty)
    desk.open("/")

    assert desk.path() == "/duty/"
    assert desk.text(".app-header__nav li:first-child") == "Duty"


def test_taken_and_recorded_in_the_row_by_keyboard(desk: Desk, duty, open_work):
    desk.sign_in(duty)
    desk.open("/duty/")
    row = f"#action-{open_work.pk}"

    desk.focus(desk.page.locator(f"{row} button", has_text="Take"))
    desk.press("Enter")
    desk.page.locator(row, has_text="taken by you").wait_for()
    desk.focus(desk.page.locator(f"{row} a", has_text="Record"))
    desk.press("Enter")
    desk.page.locator(f"{row} textarea").wait_for()
    desk.has_focus("outcome")
    desk.type("Rang her, safety plan gone through")
    desk.press("Control+Enter")
    expect(desk.page.locator(f"{row} input[type=password]")).to_be_focused()
    desk.type(PASSWORD)
    desk.press("Enter")
    desk.page.locator(".app-message", has_text="Recorded").wait_for()

    open_work.refresh_from_db()
    assert (open_work.acknowledged_by, open_work.closed_by) == (duty, duty)
    assert desk.path() == "/duty/"
    assert desk.keys == 4
    assert "1 open, none overdue" in desk.text("main")


def test_the_same_without_script(plain_desk: Desk, duty, open_work):
    plain_desk.sign_in(duty)
    plain_desk.open("/duty/")
    row = plain_desk.page.locator(f"#action-{open_work.pk}")

    row.get_by_role("button", name="Take").click()
    row.get_by_role("link", name="Record").click()
    row.get_by_role("button", name="Close it").click()
    assert "Say what was done" in plain_desk.refused()
    row.locator("textarea").fill("Rang her")
    row.get_by_role("button", name="Close it").click()
    assert row.locator("textarea").input_value() == "Rang her"
    row.locator("input[type=password]").fill(PASSWORD)
    row.get_by_role("button", name="Close it").click()

    open_work.refresh_from_db()
    assert open_work.outcome == "Rang her"
    assert plain_desk.path() == "/duty/"


def test_a_turn_changes_hands_by_keyboard(desk: Desk, leah, sam, duty, open_work):
    desk.sign_in(leah)
    desk.open("/duty/rota/")
    turn = Duty.objects.get(staff=sam)

    desk.focus(desk.page.locator(f"#turn-{turn.pk} select"))
    desk.type("Leah")
    desk.press("Tab", "Enter")
    desk.page.locator(".app-message", has_text="Leah Morgan has this turn now").wait_for()

    assert Duty.objects.filter(staff=leah).count() == 1
    assert desk.keys == 2


@pytest.mark.parametrize("width", ["laptop", "phone", "narrow"])
def test_the_pages_are_accessible_and_never_scroll_sideways(desk: Desk, duty, open_work, width):
    desk.sign_in(duty)
    desk.resize(width)
    for path in (*PATHS, f"/duty/?record={open_work.pk}"):
        desk.open(path)
        assert desk.violations() == [], path
        assert not desk.scrolls_sideways(), path
