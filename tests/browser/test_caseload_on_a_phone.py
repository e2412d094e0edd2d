"""On a phone the first person stands in the first screen; the fields unfold without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import WIDTHS, Desk
from tests.factories.caseload import in_treatment

pytestmark = pytest.mark.browser


def test_the_first_person_is_in_the_first_screen_and_fields_unfold(plain_desk: Desk, priya, north):
    in_treatment(priya, north)
    plain_desk.sign_in(priya)
    page = plain_desk.page
    plain_desk.open("/caseload/")
    expect(page.get_by_label("Name or NHS no.")).to_be_visible()

    plain_desk.resize("phone")

    person = page.locator("tbody a.app-name").first.bounding_box()
    assert person is not None
    assert person["y"] + person["height"] < WIDTHS["phone"][1] * 3 / 4
    expect(page.get_by_label("Name or NHS no.")).to_be_hidden()
    plain_desk.focus(page.get_by_role("checkbox", name="Filter and sort"))
    plain_desk.press("Space", "Tab")
    plain_desk.has_focus("q")
    expect(page.get_by_role("button", name="Apply")).to_be_visible()
    assert not plain_desk.scrolls_sideways()


def test_the_view_one_is_in_is_in_sight(desk: Desk, priya, north):
    in_treatment(priya, north)
    desk.sign_in(priya)
    desk.resize("phone")
    desk.open("/caseload/?view=putoff")
    page = desk.page

    expect(page.locator("#views [aria-current]")).to_be_in_viewport(ratio=0.9)
    page.get_by_text("Filter and sort").click()
    assert desk.violations() == []
    assert not desk.scrolls_sideways()
