"""The lead lands on the dashboard, asks, and goes from a figure to its people by keyboard."""

from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import expect

from reporting import rollup
from tests.browser.desk import WIDTHS, Desk
from tests.factories.reporting import finished

pytestmark = pytest.mark.browser


@pytest.fixture
def figures(desk: Desk, leah, north, now):
    """Fifteen finished in May, three of them without recovery; Leah is signed in."""
    with transaction.atomic():
        for at in range(15):
            finished(
                on=date(2026, 5, 20),
                referral__team=north,
                is_recovered=at > 2,
                ethnicity="A",
                deprivation_decile=1 + at % 10,
            )
        rollup.sum_every_month(now=now)
    desk.sign_in(leah)


def test_from_the_landing_page_to_the_people(desk: Desk, figures):
    desk.open("/")
    page = desk.page

    expect(page.get_by_role("heading", level=1)).to_contain_text("Service dashboard May 2026")
    expect(page.get_by_role("heading", name="Data quality")).to_be_visible()
    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width
    desk.resize("laptop")
    desk.focus(page.get_by_role("link", name="Recovery", exact=True).first)
    desk.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recovery May 2026")
    assert desk.violations() == []
    desk.focus(page.get_by_role("link", name="The people behind it"))
    desk.press("Enter")
    expect(page.get_by_role("heading", name="12 people")).to_be_visible()
    desk.resize("phone")
    assert desk.violations() == []
    assert not desk.scrolls_sideways()
    desk.open("/dashboard/?period=2026-05&print=1")
    assert desk.smallest_label_on_paper() >= 8
