"""A page by link costs the same however much was answered; own scores only where the service shows
them.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policy.models import PolicyChange
from tests.portal.links import Phone, link_for, tomorrow

pytestmark = pytest.mark.django_db

ALL = [1] * 8 + [0] + [2] * 7


def statements(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


@pytest.mark.parametrize("step", ["1", "9", "support", "check"])
def test_a_page_costs_the_same_with_one_answer_and_with_all(let_in, step):
    let_in.tap(1, 1)
    few = statements(lambda: let_in.get(step))
    let_in.tap_all(*ALL)

    assert statements(lambda: let_in.get(step)) == few <= 10


def test_a_tap_costs_the_same_for_the_first_and_the_last(let_in):
    first = statements(lambda: let_in.tap(1, 1))
    let_in.tap_all(*ALL)

    assert statements(lambda: let_in.tap(16, 1)) <= first <= 14


def test_the_page_for_staff_costs_the_same_with_many_links(client, priya, referral, clock):
    client.force_login(priya)
    path = f"/caseload/{referral.reference}/questionnaire/send"
    link_for(tomorrow(referral))
    client.get(path)
    few = statements(lambda: client.get(path))
    for hours in range(48, 70, 2):
        link_for(tomorrow(referral, hours=hours))

    assert statements(lambda: client.get(path)) == few


def finished(phone):
    phone.let_in()
    phone.tap_all(*ALL)
    phone.send()
    return phone.get("finished").content.decode()


def test_own_scores_are_not_shown_unless_the_service_shows_them(phone):
    assert "add up to" not in finished(phone)


def test_own_scores_stand_in_plain_words_without_a_severity(phone, leah, sam, now, today):
    PolicyChange.objects.create(
        rule="patient_sees_scores",
        value="yes",
        valid_from=today,
        why="agreed",
        proposed_at=now,
        proposed_by=leah,
        approved_at=now,
        approved_by=sam,
    )

    page = finished(phone)

    assert "Your answers about low mood add up to 8 out of 27. Last time it was 12." in page
    assert "Your answers about worry add up to 14 out of 21." in page
    assert "moderate" not in page


def test_a_session_without_a_time_is_looked_at_when_they_next_speak(referral, clock):
    from tests.portal.test_send_page import link_for_nothing

    assert "when we next speak" in finished(Phone(link_for_nothing(referral)))
