"""A staff record by keyboard, and at every width."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from staff.models import CpdEntry
from tests.browser.desk import WIDTHS, Desk
from tests.factories.staff import (
    CredentialFactory,
    OffsetFactory,
    ReflectionFactory,
    SignOffFactory,
)

pytestmark = pytest.mark.browser


def test_a_pwp_logs_cpd_by_keyboard_and_her_supervisor_reads_it(desk: Desk, priya, sam):
    with transaction.atomic():
        CredentialFactory(staff=priya, checked_by=None, checked_at=None)
        OffsetFactory(staff=priya, set_by=sam)
        SignOffFactory(staff=priya, signed_by=sam)
        ReflectionFactory(staff=priya)
    desk.sign_in(priya)
    desk.open("/staff/you/add/cpd/")
    desk.focus(desk.page.locator("#id_what"))
    desk.type("Workshop on sleep")
    desk.press("Tab")
    desk.type("90")
    desk.press("Tab", "Space", "Control+Enter")
    expect(desk.page.locator(".app-message")).to_contain_text("Logged")

    assert (CpdEntry.objects.get().minutes, desk.keys) == (90, 4)
    _hold_up(desk)
    desk.sign_in(sam)
    for path in (f"/staff/{priya.pk}/", f"/staff/{priya.pk}/add/role/", "/staff/"):
        desk.open(path)
        _hold_up(desk)


def _hold_up(desk: Desk) -> None:
    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width
    assert desk.complaints == []
