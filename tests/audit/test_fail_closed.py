"""If the look cannot be written down, nothing of the patient is shown (safety S-A2)."""

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory

from audit import trail
from referrals.access import open_record
from referrals.models import Referral
from staff.models import StaffMember
from staff.roles import Permission
from tests.access.routes import ROUTES, Kind, Route
from tests.access.world import address

pytestmark = pytest.mark.django_db

_RECORDS = [route for route in ROUTES if route.kind is Kind.RECORD and "GET" in route.methods]


@pytest.fixture
def broken_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be written to the trail."""

    def refuse(*_: object, **__: object) -> None:
        raise DatabaseError("the trail is away")

    monkeypatch.setattr(trail, "_insert", refuse)


def test_the_door_stays_shut(priya: StaffMember, referral: Referral, broken_trail: None) -> None:
    request = RequestFactory().get("/")
    request.user = priya

    with pytest.raises(DatabaseError):
        open_record(request, referral.reference, needs=Permission.VIEW_RECORD)


def test_twin_with_the_trail_the_door_opens(priya: StaffMember, referral: Referral) -> None:
    request = RequestFactory().get("/")
    request.user = priya

    opened = open_record(request, referral.reference, needs=Permission.VIEW_RECORD)

    assert opened.referral == referral


@pytest.mark.parametrize("route", _RECORDS, ids=lambda route: route.name)
def test_no_page_shows_anything_of_the_patient(
    route: Route, client: Client, priya: StaffMember, referral: Referral, clock: object,
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    client.force_login(priya)
    client.raise_request_exception = False
    path = address(route, referral)
    request.getfixturevalue("broken_trail")

    response = client.get(path)

    assert response.status_code in {404, 500}
    body = response.content.decode()
    assert referral.patient.family_name not in body
    assert str(referral.patient.nhs_number) not in body
