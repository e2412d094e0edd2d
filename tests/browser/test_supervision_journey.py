"""The hour as it is meant: 22 cases decided by keyboard, nobody skipped, the rest on track."""

from datetime import timedelta

import pytest
from django.db import transaction

from caseload.models import Allocation, CareContact
from referrals.changes import changed
from referrals.models import Referral
from supervision.models import Part, SupervisionDecision, SupervisionItem
from tests.browser.desk import Desk
from tests.factories import caseload
from tests.factories.supervision import SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_RISK, _WORSE, _DUE, _ON_TRACK = 2, 5, 15, 8


@pytest.fixture
def meeting(priya, sam, north, now):
    """Two with a risk plan, five who are worse, fifteen whose day comes, and eight on track."""
    with transaction.atomic():
        made = SessionFactory(supervisor=sam, supervisee=priya)
        for number in range(_RISK + _WORSE + _DUE + _ON_TRACK):
            is_on_track = number >= _RISK + _WORSE + _DUE
            referral = _booked(priya, north, number, now=now, days=7 if is_on_track else 25)
            if number < _RISK:
                caseload.risk_action(referral, owner=priya)
            elif number < _RISK + _WORSE:
                caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=21, gad7=15)
    return made


def _booked(pwp, team, number, *, now, days):
    """In treatment, with the next session in the diary, and discussed so many days ago."""
    referral = caseload.in_treatment(pwp, team, since=now - timedelta(days=days + 1))
    booked = CareContact.objects.filter(state="BOOKED").count()
    caseload.booked_contact(referral, at=now + timedelta(days=5, minutes=30 * booked))
    Allocation.objects.filter(referral=referral).update(
        last_discussed_on=now.date() - timedelta(days=days)
    )
    changed([referral.pk])
    return referral


def test_twenty_two_cases_are_decided_by_keyboard_and_nobody_is_skipped(desk: Desk, sam, meeting):
    desk.sign_in(sam)
    home = f"/supervision/sessions/{meeting.reference}/"
    desk.open(home)

    desk.press("o")
    for place in range(1, _RISK + _WORSE + _DUE + 1):
        desk.page.wait_for_url(f"**/cases/{place}/")
        desk.press("c", "Control+Enter")
    desk.page.wait_for_url(f"**{home}")
    desk.press("t")
    desk.page.locator(".app-message", has_text="8 people confirmed on track.").wait_for()
    desk.press("Control+Enter")
    desk.page.locator(".app-message", has_text="Signed").wait_for()

    meeting.refresh_from_db()
    assert meeting.signed_by == sam
    # Two keys for each case; one each to open, to confirm, to sign.
    assert desk.keys == 22 * 2 + 3
    assert SupervisionDecision.objects.filter(code="CONTINUE").count() == 22
    assert SupervisionItem.objects.filter(part=Part.MOVED).count() == 0
    decided = SupervisionDecision.objects.values_list("item__referral_id", flat=True)
    assert sorted(decided) == sorted(Referral.objects.values_list("pk", flat=True))
