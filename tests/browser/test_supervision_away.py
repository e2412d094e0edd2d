"""Supervision away from the screen: the printed pack, and the copy for when the system is down."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.browser.desk import Desk
from tests.caseload import plans
from tests.factories import caseload
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import named, on_track

pytestmark = pytest.mark.browser

_WORDS = "rain on the canal"


@pytest.fixture
def meeting(priya, sam, north, now):
    """Sam meets Priya tomorrow: one with a risk plan, one who is worse, one on track."""
    with transaction.atomic():
        sam.set_password("correct horse battery")
        sam.save()
        risk = caseload.in_treatment(priya, north, patient=named("Osei", phone="07700 900123"))
        caseload.risk_action(risk, owner=priya, what="Safety call")
        plans.written(risk, by=priya, now=now)
        worse = on_track(priya, north, "Walker", now=now)
        caseload.signed_contact(worse, at=now - timedelta(days=1), phq9=21, gad7=15)
        on_track(priya, north, "Bell", now=now)
        return SessionFactory(
            supervisor=sam, supervisee=priya, starts_at=now + timedelta(days=1, minutes=36)
        )


def test_from_today_to_paper_and_to_a_copy_that_opens_by_itself(desk: Desk, sam, meeting, tmp_path):
    desk.sign_in(sam)
    desk.open("/today/")
    desk.page.locator("#supervision-week").get_by_text("2 cases,").wait_for()
    for path in (f"/supervision/sessions/{meeting.reference}/pack/", "/supervision/week/"):
        desk.open(path)
        assert desk.violations() == [], path
    file = _downloaded(desk, to=tmp_path / "copy.html")

    desk.context.set_offline(True)
    desk.page.goto(file.as_uri())
    desk.page.get_by_label("The words that open this copy").fill("other words entirely")
    desk.page.keyboard.press("Enter")
    desk.page.get_by_text("These words do not open it.").wait_for()
    desk.page.get_by_label("The words that open this copy").fill(_WORDS)
    desk.page.keyboard.press("Enter")
    desk.page.get_by_role("heading", name="OSEI, Ann").wait_for()

    assert desk.page.get_by_text("My sister Asha").is_visible()
    assert desk.violations() == []
    desk.resize("narrow")
    assert not desk.scrolls_sideways()


def _downloaded(desk: Desk, *, to):
    desk.open("/supervision/offline-copy/")
    desk.page.get_by_label("Words that will open the copy").fill(_WORDS)
    desk.page.get_by_label("The same words again").fill(_WORDS)
    desk.page.get_by_label("Your password").fill("correct horse battery")
    with desk.page.expect_download() as coming:
        desk.page.get_by_role("button", name="Download the copy").click()
    coming.value.save_as(to)
    return to
