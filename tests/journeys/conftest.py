"""Desks for the people of the journeys, on one Tuesday morning."""

from datetime import timedelta

import pytest

from tests.factories import caseload, referrals
from tests.factories.caseload import booked_contact
from tests.journeys.desk import Desk


@pytest.fixture(autouse=True)
def _that_morning(clock):
    """10:24 on 9 June 2026, standing still unless a journey moves it."""


@pytest.fixture
def desk():
    """A browser nobody has signed in on; call it for more of them."""
    return Desk


@pytest.fixture
def maya(priya, north):
    """Maya Thorne, on Priya's caseload, in treatment."""
    patient = referrals.PatientFactory(given_name="Maya", family_name="Thorne")
    return caseload.in_treatment(priya, north, patient=patient)


@pytest.fixture
def ravi(priya, north):
    """Ravi Dunmore, on Priya's caseload, in treatment."""
    patient = referrals.PatientFactory(given_name="Ravi", family_name="Dunmore")
    return caseload.in_treatment(priya, north, patient=patient)


@pytest.fixture
def mayas_session(maya, now):
    """This morning at 10:24."""
    return booked_contact(maya, at=now)


@pytest.fixture
def ravis_session(ravi, now):
    """An hour later."""
    return booked_contact(ravi, at=now + timedelta(hours=1))
