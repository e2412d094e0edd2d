"""Every page of a person leads to the safety plan, and says what is open on another referral."""

from datetime import timedelta

import pytest

from tests.access.routes import ROUTES, Kind
from tests.access.world import address
from tests.caseload import plans
from tests.factories import caseload
from tests.factories.caseload import booked_contact, signed_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# Drawn without the person around it: only who and where, for those who may not read the record.
_RECORDS = [route for route in ROUTES if route.kind is Kind.RECORD and "GET" in route.methods]


@pytest.fixture
def person(referral, priya, now):
    """Somebody with every kind of thing a page can be about."""
    signed_contact(referral, at=now - timedelta(days=7))
    caseload.risk_action(referral, owner=priya)
    plans.written(referral, by=priya, now=now - timedelta(days=28))
    return referral


@pytest.mark.parametrize("route", _RECORDS, ids=lambda route: route.name)
def test_every_page_of_the_person_leads_to_the_safety_plan(client, priya, person, route):
    client.force_login(priya)

    response = client.get(address(route, person))

    if response.status_code in {302, 404}:  # a step on the way, or not one of her rights
        return
    page = response.content.decode()
    assert f'href="/caseload/{person.reference}/safety-plan/">Safety plan</a>' in page
    assert "review due today" in page


def test_without_a_plan_the_line_says_so(client, priya, referral, now):
    contact = booked_contact(referral, at=now)
    client.force_login(priya)

    for path in ("", "risk/", "book", f"sessions/{contact.reference}/"):
        page = client.get(f"/caseload/{referral.reference}/{path}").content.decode()

        assert ">No safety plan</a>" in page, path


def test_a_risk_plan_on_another_referral_is_in_the_banner(client, priya, north, person):
    other = caseload.allocated(priya, north, patient=person.patient)
    contact = booked_contact(other)
    client.force_login(priya)

    for path in ("", "details/", "sessions/new/", f"sessions/{contact.reference}/"):
        page = client.get(f"/caseload/{other.reference}/{path}", follow=True).content.decode()

        assert "on another referral, due today at 17:00" in page, path


def test_what_is_closed_elsewhere_is_not_called_open(client, priya, north, referral, now):
    other = caseload.allocated(priya, north, patient=referral.patient)
    caseload.risk_action(
        other, owner=priya, closed_at=now, closed_by=priya, outcome="Spoke with her"
    )
    client.force_login(priya)

    page = client.get(f"/caseload/{referral.reference}/").content.decode()

    assert "on another referral, due" not in page


def test_an_administrator_reads_nothing_about_safety(client, ada, person):
    client.force_login(ada)

    for path in ("", "details/", "book"):
        page = client.get(f"/caseload/{person.reference}/{path}").content.decode()

        assert "safety plan" not in page.lower(), path
