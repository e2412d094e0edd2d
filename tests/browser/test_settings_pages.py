"""Service rules, wordings and closed days by keyboard and at every width."""

from datetime import timedelta

import pytest
from django.db import transaction

from policy.models import PolicyChange, WordingKey
from tests.browser.desk import WIDTHS, Desk
from tests.factories.policy import ClosedDayFactory, PolicyChangeFactory, WordingFactory

pytestmark = pytest.mark.browser

PATHS = [
    "/settings/",
    "/settings/rules/session_minutes/",
    "/settings/rules/means_at_home_asks/",
    "/settings/wordings/",
    "/settings/wordings/crisis-numbers/",
    "/settings/closed-days/",
]


@pytest.fixture
def decided(leah, sam, now):
    """Something proposed, something decided, of each kind."""
    with transaction.atomic():
        PolicyChangeFactory(proposed_by=leah)
        PolicyChangeFactory(
            proposed_by=leah, approved_by=sam, approved_at=now, valid_from=now.date()
        )
        WordingFactory(
            key=WordingKey.CRISIS_NUMBERS,
            text="Local team | 0800 000 1111 | day and night\nEmergency | 999 | in danger",
            proposed_by=leah,
        )
        ClosedDayFactory(set_by=leah, on=now.date() + timedelta(days=8))


def test_a_rule_is_proposed_and_approved_by_keyboard(desk: Desk, leah, sam):
    desk.sign_in(leah)
    desk.open("/settings/rules/session_minutes/")
    desk.focus(desk.page.locator("#id_value"))
    desk.type("40")
    desk.focus(desk.page.locator("#id_why"))
    desk.type("Agreed in governance")
    desk.press("Control+Enter")
    desk.page.locator(".app-message", has_text="A second person approves it here").wait_for()

    desk.sign_in(sam)
    desk.open("/settings/rules/session_minutes/")
    desk.focus(desk.page.get_by_role("button", name="Approve"))
    desk.press("Enter")
    desk.page.locator(".app-message", has_text="It holds from its day on").wait_for()

    assert PolicyChange.objects.get().approved_by == sam
    assert desk.keys == 1
    assert "40 minutes" in desk.text(".app-big")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_accessible_at_every_width(desk: Desk, sam, decided, path):
    desk.sign_in(sam)
    desk.open(path)

    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width
