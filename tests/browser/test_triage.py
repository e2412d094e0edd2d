"""The triage queue by keyboard: two keys a person, the next one follows, nobody is skipped."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from referrals.changes import changed
from referrals.equality import keep
from referrals.models import Referral, Triage
from tests.browser.desk import Desk
from tests.factories import caseload, outcomes, referrals
from tests.factories.referrals import DirectoryEntryFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_NAMES = ("Okafor", "Grant", "Sato", "Doyle", "Moss", "Ito", "Nash")


@pytest.fixture
def queue(north, priya, now):
    """Two with a risk flag, then five others; the last one has waited longest."""
    today = now.date()
    with transaction.atomic():
        DirectoryEntryFactory()
        made = [
            referrals.received(
                north,
                received_on=today - timedelta(days=number),
                patient__family_name=name,
                problem_statement="Worry since January, sleeps badly, avoids the phone.",
            )
            for number, name in enumerate(_NAMES)
        ]
        caseload.risk_flag(made[0])
        caseload.risk_flag(made[1])
        keep(referral=made[3], given={"perinatal": "YES"}, by=None, now=now)
        outcomes.sitting(made[2], phq9=11, gad7=15, at=now)
        changed([one.pk for one in made])
    return made


def _next(desk: Desk, referral: Referral) -> None:
    desk.page.wait_for_url(f"**/referrals/{referral.reference}/")
    expect(desk.page.locator("#room")).to_be_visible()


def test_seven_people_are_triaged_by_keyboard_and_placed(desk: Desk, sam, priya, queue):
    risk_second, risk_first, rest = queue[0], queue[1], queue[:1:-1]
    desk.sign_in(sam)
    desk.open("/referrals/")
    assert desk.violations() == []

    desk.press("n")
    _next(desk, risk_first)
    assert desk.violations() == []
    desk.press("5", "Tab")
    desk.page.locator("#id_reason").fill("The letter speaks of pills at home")
    desk.press("Control+Enter")
    _next(desk, risk_second)
    desk.press("3", "Control+Enter")
    for one in rest:
        _next(desk, one)
        desk.press("1", "Control+Enter")
    expect(desk.page.locator(".app-message")).to_contain_text("This is the end of the queue.")

    # One to begin, three with a reason, two for everybody else.
    assert desk.keys == 1 + 3 + 2 * 6
    assert Triage.objects.count() == len(queue)
    carried = Referral.objects.filter(pk__in=[one.pk for one in rest])
    assert not carried.filter(carried_by__isnull=True).exists()


def test_the_pane_follows_the_row_and_asks_only_what_the_decision_needs(desk: Desk, sam, queue):
    desk.sign_in(sam)
    desk.open("/referrals/")
    desk.press("j", "j", "Enter")
    _next(desk, queue[0])
    expect(desk.page.locator("#h-pane")).to_be_focused()
    expect(desk.page.locator("tr.is-on")).to_contain_text("OKAFOR")

    desk.page.locator("#id_problem").select_option("PTSD")
    expect(desk.page.locator(".app-weak--ptsd")).to_be_visible()
    expect(desk.page.locator(".app-elsewhere")).to_be_hidden()
    desk.page.keyboard.press("Escape")
    desk.focus(desk.page.locator("#h-pane"))
    desk.press("4")
    expect(desk.page.locator(".app-elsewhere")).to_be_visible()
    expect(desk.page.locator("#room")).to_be_hidden()
    assert desk.violations() == []
    desk.resize("phone")
    assert not desk.scrolls_sideways()
    assert desk.violations() == []
    assert desk.complaints == []
