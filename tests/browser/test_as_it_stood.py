"""The agenda of a past moment: found from the meeting, shown by day and time, accessible."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.browser.desk import Desk
from tests.factories import caseload
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import home, named, on_track

# Before anybody is here: what the database is told holds from then on.
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("_told")]


@pytest.fixture
def _told(transactional_db, now):
    """The database hears that all of this came an hour before the tests' own time."""
    at = (now - timedelta(hours=1)).isoformat()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('step2.moment', %s, false)", [at])
        yield
        cursor.execute("SELECT set_config('step2.moment', '', false)")


@pytest.fixture
def meeting(priya, sam, north, now):
    with transaction.atomic():
        risk = caseload.in_treatment(priya, north, patient=named("Osei", "Dede"))
        caseload.risk_action(
            risk, owner=priya, what="Safety call", opened_at=now - timedelta(hours=1)
        )
        on_track(priya, north, "Bell", now=now)
        return SessionFactory(supervisor=sam, supervisee=priya)


def test_it_is_found_from_the_meeting_and_shown_by_day_and_time(desk: Desk, sam, meeting):
    desk.sign_in(sam)
    desk.open(home(meeting))
    desk.page.get_by_role("link", name="As it stood").click()
    desk.page.get_by_role("heading", name="Agenda as it stood").wait_for()
    desk.page.get_by_label("Time").fill("10:00")
    desk.page.get_by_role("button", name="Show").click()

    desk.page.get_by_role("rowheader", name="OSEI, D").wait_for()
    assert desk.page.get_by_text("Safety call").is_visible()
    assert desk.page.get_by_role("rowheader", name="BELL, A").is_visible()
    assert desk.violations() == []
    desk.resize("narrow")
    assert not desk.scrolls_sideways()
