"""Pages of a meeting cost the same queries for five cases and for fifty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinical.policy import DEFAULT
from supervision.actions import sessions
from tests.factories import caseload
from tests.supervision.meeting_pages import case, given, home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# The most that the page of each may ask: `bench/budgets.toml` says the same.
AGENDA, NEXT_CASE, DECISION, COVERAGE = 6, 9, 25, 4
_NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "PREPARE")


def asked(call):
    call()
    with CaptureQueriesContext(connection) as counted:
        response = call()
    assert response.status_code in {200, 302}
    return sum(not one["sql"].startswith(_NOT_COUNTED) for one in counted)


@pytest.mark.parametrize("many", [5, 50])
def test_how_many_cases_there_are_costs_no_query(
    many, client, session, priya, sam, leah, north, now
):
    for _ in range(many):
        caseload.in_treatment(priya, north)
    client.force_login(sam)

    coming = asked(lambda: client.get(home(session)))
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    opened = asked(lambda: client.get(home(session)))
    shown = asked(lambda: client.get(case(session)))
    places = iter((1, 2))
    decided = asked(lambda: client.post(case(session, next(places)), given()))
    client.force_login(leah)
    covered = asked(lambda: client.get("/supervision/coverage/"))

    assert (coming, opened) == (AGENDA, AGENDA - 1)
    assert shown == NEXT_CASE
    assert decided <= DECISION
    assert covered <= COVERAGE
