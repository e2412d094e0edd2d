"""Ten people who wait get one message by keyboard, and somebody gets the pause they asked for."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from portal.models import PatientMessage
from referrals.models import WaitPause
from tests.browser.desk import WIDTHS, Desk
from tests.factories import caseload, referrals

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def waiting(north, priya, now):
    """Ten who agreed to texts, one who did not, one of them with an open flag."""
    with transaction.atomic():
        made = [
            referrals.waiting(
                north,
                received_on=now.date() - timedelta(days=50 - 4 * number),
                patient__family_name=f"Waits{number}",
                patient__text_ok=number < 10,
                patient__phone=f"07700 9001{number:02d}",
            )
            for number in range(11)
        ]
        caseload.risk_flag(made[4])
        caseload.allocated(priya, north)
    return made


def _holds_up(desk: Desk) -> None:
    for size in WIDTHS:
        desk.resize(size)
        assert not desk.scrolls_sideways(), size
        assert desk.violations() == [], size
    desk.resize("laptop")


def test_one_message_to_ten_people_and_a_pause(desk: Desk, sam, waiting):
    desk.sign_in(sam)
    desk.open("/referrals/?stage=allocate")
    _holds_up(desk)

    desk.focus(desk.page.get_by_role("button", name="Message everybody on this page"))
    desk.press("Enter")
    desk.page.wait_for_url("**/referrals/messages?**")
    expect(desk.page.get_by_role("heading", name="Not by a message")).to_be_visible()
    _holds_up(desk)
    desk.press("Control+Enter")
    expect(desk.page.get_by_text("10 messages on the way.")).to_be_visible()

    desk.open(f"/caseload/{waiting[0].reference}/wait/")
    _holds_up(desk)
    desk.page.get_by_label("Work or study").check()
    desk.page.get_by_label("Until, the last day").fill("2026-06-30")
    desk.press("Control+Enter")
    expect(desk.page.get_by_text("Paused. Their days are counted all the same.")).to_be_visible()
    assert PatientMessage.objects.count() == 10
    assert WaitPause.objects.get().referral == waiting[0]
    assert desk.complaints == []
