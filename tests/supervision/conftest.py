"""A meeting of Sam's with Priya, and who is on her caseload."""

from datetime import timedelta

import pytest

from clinical.policy import DEFAULT
from supervision.actions import sessions
from tests.factories import caseload
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import named, on_track


@pytest.fixture
def session(priya, sam):
    return SessionFactory(supervisor=sam, supervisee=priya)


@pytest.fixture
def at_risk(priya, north):
    """Dede Osei has an open risk plan, and stands first."""
    referral = caseload.in_treatment(priya, north, patient=named("Osei", "Dede"))
    caseload.risk_action(referral, owner=priya, what="Safety call")
    return referral


@pytest.fixture
def quiet(priya, north, now):
    """Ann Bell was discussed a week ago, and is on track."""
    return on_track(priya, north, "Bell", now=now)


@pytest.fixture
def worse(priya, north, now):
    """Cal Reid was discussed a week ago, and is worse since."""
    referral = on_track(priya, north, "Reid", now=now)
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=21, gad7=15)
    return referral


@pytest.fixture
def opened(session, at_risk, quiet, sam, now):
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    session.refresh_from_db()
    return session
