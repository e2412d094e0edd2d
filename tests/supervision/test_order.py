"""The supervisor takes a case first or last; the list itself stays as it was opened."""

import re

import pytest

from clinical.errors import Refused
from clinical.policy import DEFAULT
from supervision.actions import sessions, turns
from tests.factories import caseload
from tests.supervision.meeting_pages import case, given, home, on_track

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def meeting(session, at_risk, priya, north, sam, now):
    """Osei with a risk plan, then Reid and Vale, who are worse."""
    for family in ("Reid", "Vale"):
        worse = on_track(priya, north, family, now=now)
        caseload.signed_contact(worse, at=now, phq9=21, gad7=15)
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    session.refresh_from_db()
    return session


def _names(client, meeting):
    html = client.get(home(meeting)).content.decode()
    return re.findall(r'id="case-\d+"><span>([A-Z]+),', html)


def test_a_case_is_taken_first_and_then_the_others_follow(client, sam, meeting):
    client.force_login(sam)

    sent = client.post(f"{case(meeting, 3)}turn", {"to": "first"})
    decided = client.post(case(meeting, 3), given())

    assert sent["Location"] == case(meeting, 3)
    assert _names(client, meeting) == ["VALE", "OSEI", "REID"]
    assert "Case 1 of 3" in client.get(case(meeting, 3)).content.decode()
    assert decided["Location"] == case(meeting, 1)


def test_a_case_is_taken_last_and_the_next_one_follows(client, sam, meeting):
    client.force_login(sam)

    sent = client.post(f"{case(meeting, 2)}turn", {"to": "later"})

    assert sent["Location"] == case(meeting, 3)
    assert _names(client, meeting) == ["OSEI", "VALE", "REID"]


def test_risk_is_not_left_to_the_end(client, sam, meeting):
    client.force_login(sam)

    html = client.post(f"{case(meeting)}turn", {"to": "later"}, follow=True).content.decode()

    assert "Risk is not left to the end" in html
    assert _names(client, meeting) == ["OSEI", "REID", "VALE"]


def test_what_is_decided_or_not_on_the_agenda_has_no_turn(client, sam, priya, meeting, now):
    client.force_login(sam)
    client.post(case(meeting, 2), given())

    with pytest.raises(Refused, match="decided already"):
        turns.take_first(session=meeting, place=2, by=sam, now=now)
    with pytest.raises(Refused, match="no such case on the agenda"):
        turns.take_first(session=meeting, place=9, by=sam, now=now)
    client.force_login(priya)
    assert client.post(f"{case(meeting, 3)}turn", {"to": "first"}).status_code == 404
