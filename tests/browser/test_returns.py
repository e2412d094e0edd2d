"""A data manager puts right what would be rejected, and asks for the month, by keyboard."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from referrals.models import Commissioner, Practice
from tests.browser.desk import Desk
from tests.factories import referrals
from tests.factories.staff import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def months(desk: Desk, dan, north):
    """Two people of whom nobody knows who pays; Dan is signed in."""
    with transaction.atomic():
        Commissioner.objects.create(code="71E", name="Northbrook")
        Practice.objects.create(code="Y99001", name="Mill Lane", commissioner="71E")
        for _ in range(2):
            referrals.waiting(north)
    desk.sign_in(dan)


def test_from_the_landing_page_to_a_shorter_list_and_a_month_asked_for(desk: Desk, months):
    desk.open("/")
    page = desk.page

    expect(page.get_by_role("heading", level=1)).to_contain_text("Returns")
    expect(page.get_by_role("link", name="Nobody known who pays")).to_be_visible()
    _holds_up(desk)
    desk.focus(page.get_by_role("link", name="Nobody known who pays"))
    desk.press("Enter")
    expect(page.get_by_role("heading", name="Nobody known who pays")).to_be_visible()
    _holds_up(desk)
    desk.focus(page.get_by_role("link", name="Open the record").first)
    desk.press("Enter")
    expect(page.get_by_label("Code of who pays")).to_be_focused()
    desk.type("71e")
    desk.press("Enter")
    expect(page.get_by_role("link", name="Open the record")).to_have_count(1)
    desk.open("/returns/")
    desk.focus(page.get_by_role("button", name="Write the return of May 2026"))
    desk.press("Enter")
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    _holds_up(desk)
    desk.focus(page.get_by_label("Your password"))
    desk.type(PASSWORD)
    desk.press("Enter")
    expect(page.get_by_text("Waiting to begin")).to_be_visible()
    assert desk.complaints == []


def _holds_up(desk: Desk) -> None:
    for width in ("phone", "laptop"):
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width
