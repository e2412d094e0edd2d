"""Every page of a PWP: accessible, never sideways, within the content policy, nothing kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.browser.desk import WIDTHS, Desk
from tests.factories.caseload import (
    booked_contact,
    in_treatment,
    missed_contact,
    risk_action,
    signed_contact,
)
from tests.factories.referrals import PatientFactory

pytestmark = pytest.mark.browser

MAY = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)

SIGNED_OUT = "/account/login/"
# Several to a test: each takes less than to make the person whom they are about.
SIGNED_IN = {
    "lists": [
        "/caseload/",
        "/caseload/?view=flagged",
        "/patients/find",
        "/account/keys",
        "/caseload/NOSUCH12/",
    ],
    "record": [
        "/caseload/{reference}/",
        "/caseload/{reference}/sessions/",
        "/caseload/{reference}/measures/",
        "/caseload/{reference}/risk/",
        "/caseload/{reference}/details/",
    ],
    "safety": [
        "/caseload/{reference}/safety-plan/",
        "/caseload/{reference}/safety-plan/write",
        "/caseload/{reference}/safety-plan/print",
        "/caseload/{reference}/safeguarding/new",
    ],
    "forms": [
        "/caseload/{reference}/sessions/new/",
        "/caseload/{reference}/book",
        "/caseload/{reference}/internet-therapy",
        "/caseload/{reference}/end",
        "/caseload/{reference}/risk/{action}/give",
    ],
}


@pytest.fixture
def person(desk: Desk, priya, north):
    """Sessions, one missed, scores, an open risk plan, a booking; Priya is signed in."""
    with transaction.atomic():
        referral = in_treatment(
            priya, north, patient=PatientFactory(given_name="Priya", family_name="Nair")
        )
        signed_contact(referral, at=MAY, phq9=14, gad7=12)
        missed_contact(referral, at=MAY + timedelta(days=7))
        signed_contact(referral, at=MAY + timedelta(days=14), phq9=11, gad7=9)
        booked_contact(referral, at=MAY + timedelta(days=35))
        risk_action(referral, owner=priya)
    desk.sign_in(priya)
    return referral


@pytest.mark.parametrize("kind", SIGNED_IN)
def test_pages_are_accessible_at_every_width_and_store_nothing(desk: Desk, person, kind):
    action = person.risk_actions.get().pk

    for path in SIGNED_IN[kind]:
        _hold_up(desk, path.format(reference=person.reference, action=action))


def test_the_sign_in_page_too(desk: Desk):
    _hold_up(desk, SIGNED_OUT)


def _hold_up(desk: Desk, path: str) -> None:
    desk.resize("laptop")
    desk.open(path)
    stored = desk.page.evaluate("localStorage.length + sessionStorage.length")
    assert (desk.complaints, stored) == ([], 0), path
    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], (path, width)
        assert not desk.scrolls_sideways(), (path, width)
