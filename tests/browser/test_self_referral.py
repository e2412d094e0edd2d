"""Somebody refers themselves on a phone: taps and fields counted, every page looked
through by axe.
"""

import pytest
from playwright.sync_api import expect

from referrals.models import Referral
from tests.portal.refer import TYPED

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("duty", "north")]


class Phone:
    """A thumb: taps and filled fields are counted, and each new page is looked through."""

    def __init__(self, desk):
        self.desk, self.page, self.taps, self.fields = desk, desk.page, 0, 0

    def tap(self, locator):
        locator.click()
        self.taps += 1

    def choose(self, name, value):
        self.tap(self.page.locator(f"[name={name}][value={value}]"))

    def type(self, name, words):
        self.page.locator(f"[name={name}]").fill(words)
        self.fields += 1

    def go_on(self, button, *, to):
        self.tap(self.page.get_by_role("button", name=button, exact=True))
        expect(self.page.locator("h1")).to_contain_text(to)
        assert self.desk.violations() == []
        assert self.page.locator("script").count() == 0
        assert not self.desk.scrolls_sideways()


def test_whoever_needs_help_now_gets_it_first_and_can_still_send_in_a_few_taps(desk):
    desk.resize("phone")
    phone = Phone(desk)
    for path, reads_from in (("/refer/?in=ar", "rtl"), ("/refer/", "ltr")):
        desk.open(path)
        heading = desk.page.locator("h1")
        assert heading.evaluate("one => getComputedStyle(one).direction") == reads_from
        assert desk.violations() == []
        assert not desk.scrolls_sideways()

    phone.go_on("Start", to="Are you safe right now?")
    phone.choose("safe", "NO")
    phone.go_on("Continue", to="Thank you for telling us")
    assert desk.page.locator(".app-call__button").first.get_attribute("href") == "tel:999"
    phone.tap(desk.page.get_by_role("link", name="Carry on with the form"))
    expect(desk.page.locator("h1")).to_contain_text("About you")
    phone.go_on("Continue", to="About you")  # nothing typed: what is missing is said
    for name, words in TYPED["about-you"].items():
        phone.type(name, words)
    phone.go_on("Continue", to="What is wrong, in your own words?")
    phone.type("problem", TYPED["problem"]["problem"])
    phone.go_on("Continue", to="How should we contact you?")
    phone.type("phone", "07700 900123")
    phone.choose("voicemail", "NO")
    phone.choose("texts", "YES")
    phone.go_on("Continue", to="What do you need?")
    phone.go_on("Continue", to="A few more questions about you")
    phone.go_on("Prefer not to say to all of these", to="Check and send")
    phone.choose("gp", "YES")
    phone.choose("record", "on")
    phone.go_on("Send", to="Thank you. Your form is sent.")

    assert (phone.taps, phone.fields) == (15, 9)
    assert Referral.objects.get().risk_open_since is not None
