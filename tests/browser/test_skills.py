"""A skills session signed by keyboard; its pages, the hours and the record at every width."""

from datetime import date

import pytest
from django.db import transaction

from supervision.models import SkillsSession
from tests.browser.desk import WIDTHS, Desk
from tests.factories import skills

pytestmark = pytest.mark.browser


def test_a_session_is_signed_by_keyboard_and_its_pages_hold_up(
    desk: Desk, sam, priya, trainee, leah
):
    with transaction.atomic():
        group = skills.group(sam, priya, trainee)
        skills.signed(group, date(2026, 5, 12), priya, trainee)
        skills.signed(skills.group(leah, sam, kind="OF_SUPERVISORS"), date(2026, 5, 12), sam)
    base = f"/supervision/skills/{group.reference}/"
    desk.sign_in(sam)
    desk.open(f"{base}2026-05-26/")
    _hold_up(desk)
    desk.resize("laptop")
    desk.focus(desk.page.get_by_label("Asking about risk and acting on it"))
    desk.press("Space", "Control+Enter")
    desk.page.locator(".app-message", has_text="It counts towards everybody").wait_for()

    assert SkillsSession.objects.get(planned_on="2026-05-26").competences == ["RISK"]
    assert desk.keys == 2
    _hold_up(desk)
    for path in ("/supervision/hours/", f"/supervision/hours/{priya.pk}/"):
        desk.open(path)
        _hold_up(desk)


def _hold_up(desk: Desk) -> None:
    for width in WIDTHS:
        desk.resize(width)
        assert not desk.scrolls_sideways(), width
    assert desk.violations() == []
