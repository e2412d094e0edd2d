"""The practitioner's minutes by keyboard, and her pages at every width."""

from datetime import timedelta

import pytest
from django.db import transaction

from supervision.models import CheckInWords
from tests.browser.desk import Desk
from tests.factories import caseload
from tests.factories.overtime import shown_by
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import home, named

pytestmark = pytest.mark.browser


@pytest.fixture
def meeting(priya, sam, north, now):
    """Sam meets Priya, with whom Ann Bell improved; Priya shows Sam signs of her overtime."""
    with transaction.atomic():
        since = now - timedelta(days=60)
        referral = caseload.in_treatment(priya, north, since=since, patient=named("Bell"))
        caseload.signed_contact(referral, at=now - timedelta(days=7), phq9=6)
        shown_by(priya, to=sam)
        return SessionFactory(supervisor=sam, supervisee=priya)


def test_words_are_kept_by_keyboard_and_every_page_holds_at_every_width(desk: Desk, priya, meeting):
    desk.sign_in(priya)
    desk.open(home(meeting))
    desk.press("i")
    desk.page.wait_for_url("**/check-in/")
    desk.focus(desk.page.get_by_label("What weighs"))
    desk.type("Evening calls.")
    desk.press("Control+Enter")
    desk.page.locator(".app-message", has_text="Kept, for the two of you alone.").wait_for()

    assert CheckInWords.objects.get().text == "Evening calls."
    pages = [f"{home(meeting)}check-in/", f"{home(meeting)}recovery/", "/supervision/overtime/"]
    for path in pages:
        desk.open(path)
        assert desk.violations() == []
        for width in ("laptop", "phone", "narrow"):
            desk.resize(width)
            assert not desk.scrolls_sideways()
    assert desk.complaints == []
