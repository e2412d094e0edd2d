"""A meeting is opened by somebody who may read about everybody on the caseload, or not at all."""

from datetime import timedelta

import pytest

from clinical.errors import Refused
from clinical.policy import DEFAULT
from supervision.actions import sessions
from supervision.models import SupervisionItem
from tests import personas
from tests.factories import caseload
from tests.factories.staff import PairingFactory
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import home

pytestmark = pytest.mark.django_db


def _open(session, *, by, now):
    sessions.open_session(session=session, by=by, now=now, policy=DEFAULT)


@pytest.mark.parametrize("days", [1, -1])
def test_nobody_is_left_out_because_the_supervision_has_not_begun_or_is_over(
    sam, tom, south, now, today, days
):
    caseload.in_treatment(tom, south)
    ends = None if days > 0 else today - timedelta(days=1)
    begins = today + timedelta(days=1) if days > 0 else today - timedelta(days=90)
    PairingFactory(supervisor=sam, supervisee=tom, starts_on=begins, ends_on=ends)
    session = SessionFactory(supervisor=sam, supervisee=tom)

    with pytest.raises(Refused, match="1 person on this caseload would be left out"):
        _open(session, by=personas.standing_now(sam), now=now)

    session.refresh_from_db()
    assert session.opened_at is None
    assert not SupervisionItem.objects.exists()


def test_it_is_said_on_the_page_and_nothing_is_opened(client, clock, sam, tom, south):
    caseload.in_treatment(tom, south)
    session = SessionFactory(supervisor=sam, supervisee=tom)
    client.force_login(sam)

    html = client.post(f"{home(session)}open", follow=True).content.decode()

    assert "would be left out: their records are not open to you" in html
    session.refresh_from_db()
    assert session.opened_at is None


def test_people_of_every_team_stand_in_it_once_the_supervision_holds(
    sam, tom, south, north, now, today
):
    everybody = {caseload.in_treatment(tom, team).pk for team in (south, north)}
    PairingFactory(supervisor=sam, supervisee=tom, starts_on=today)
    session = SessionFactory(supervisor=sam, supervisee=tom)

    _open(session, by=personas.standing_now(sam), now=now)

    assert set(SupervisionItem.objects.values_list("referral", flat=True)) == everybody
