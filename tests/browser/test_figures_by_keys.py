"""From signing in to one person behind a figure and back, with nothing but a keyboard."""

from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import expect

from referrals.changes import changed
from referrals.models import Referral
from reporting import rollup
from tests.browser.desk import Desk
from tests.factories.reporting import finished
from tests.factories.staff import PASSWORD

pytestmark = pytest.mark.browser
APRIL = date(2026, 4, 20)
# What has the focus: its name, and whether it is drawn as such where it can be seen.
_FOCUSED = """() => {
  const it = document.activeElement, look = getComputedStyle(it), at = it.getBoundingClientRect();
  const isRinged = look.boxShadow !== 'none' || !/^rgba\\(.*, 0\\)$/.test(look.outlineColor);
  return {
    name: (it.ariaLabel || it.labels?.[0]?.innerText || it.innerText || '').trim(),
    // Chromium says so of a date only while no part of it is a button
    isSeen: (it.matches(':focus-visible') || it.type === 'date') && isRinged && at.width > 0
      && at.bottom > 0 && at.top < innerHeight,
  }
}"""
# Further than from the first to the last link of any of these pages
_FAR = 70
# At most, from the name on the sign-in page to another month's figures, narrowed; to the record
TO_ASK, TO_A_RECORD = 29, 123


@pytest.fixture
def figures(leah, north, now):
    """Fifteen people referred themselves and finished in April; twelve of them improved."""
    with transaction.atomic():
        for at in range(15):
            finished(
                on=APRIL,
                referral__team=north,
                is_improved=at > 2,
                ethnicity="A",
            )
        changed(list(Referral.objects.values_list("pk", flat=True)))
        rollup.sum_every_month(now=now)


def _tab_to(desk: Desk, name: str, *, key: str = "Tab") -> None:
    """Tab on, or back, until this has the focus; wherever it is on the way, it is to be seen."""
    desk.page.wait_for_load_state()
    for _ in range(_FAR):
        desk.page.keyboard.press(key)
        desk.keys += 1
        found = desk.page.evaluate(_FOCUSED)
        assert found["isSeen"], found
        if found["name"] == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def _skip(desk: Desk) -> None:
    """Past the header: the first thing on every page."""
    _tab_to(desk, "Skip to main content")
    desk.press("Enter")


def _expect_title(desk: Desk, words: str) -> None:
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text(words)


def test_a_lead_goes_from_signing_in_to_a_record_and_back_by_keys(desk: Desk, leah, figures):
    desk.open("/dashboard/")
    expect(desk.page.get_by_label("Username")).to_be_focused()
    desk.type(leah.username)
    _tab_to(desk, "Password")
    desk.type(PASSWORD)
    desk.press("Enter")
    _expect_title(desk, "Service dashboard May 2026")

    _skip(desk)
    _tab_to(desk, "Period")
    desk.press("ArrowDown")
    _tab_to(desk, "More filters")
    desk.press("Enter")
    _tab_to(desk, "Referred by")
    desk.type("Self")
    _tab_to(desk, "Show")
    desk.press("Enter")

    # Where they were, not at the top of the page again
    _expect_title(desk, "Service dashboard April 2026")
    expect(desk.page.get_by_role("button", name="Show").last).to_be_focused()
    assert desk.keys <= TO_ASK
    _tab_to(desk, "Reliable improvement")
    desk.press("Enter")
    _expect_title(desk, "Reliable improvement April 2026")
    _skip(desk)
    _tab_to(desk, "Months as a table")
    desk.press("Enter")
    expect(desk.page.get_by_role("rowheader", name="Apr 26")).to_be_visible()
    _tab_to(desk, "Ethnic group")
    desk.press("Enter")
    expect(desk.page.get_by_role("heading", name="By group: ethnic group")).to_be_in_viewport()
    _tab_to(desk, "Groups as a table")

    _tab_to(desk, "The people behind it", key="Shift+Tab")
    desk.press("Enter")
    expect(desk.page.get_by_role("heading", name="12 people")).to_be_visible()
    _skip(desk)
    _tab_to(desk, "Not counted")
    desk.press("Enter")
    expect(desk.page.get_by_role("heading", name="3 people")).to_be_visible()
    _tab_to(desk, desk.text(".app-name"))
    desk.press("Enter")
    expect(desk.page.get_by_role("region", name="Patient")).to_be_visible()
    # The browser's own key, which no test can press
    desk.page.go_back()
    expect(desk.page.get_by_role("heading", name="3 people")).to_be_visible()
    assert desk.keys <= TO_A_RECORD


def test_twin_whose_tiles_left_the_order_of_tab_does_not_arrive(desk: Desk, leah, figures):
    desk.sign_in(leah)
    desk.open("/dashboard/")
    desk.page.evaluate("document.querySelectorAll('h3 a').forEach((it) => { it.tabIndex = -1 })")

    with pytest.raises(AssertionError):
        _tab_to(desk, "Reliable improvement")
