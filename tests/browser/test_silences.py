"""Long silences on a phone and on a clinic laptop: on Today of the senior, and all of them."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.browser.desk import WIDTHS, Desk
from tests.factories.caseload import in_treatment
from tests.factories.referrals import PatientFactory
from tests.personas import NOW

pytestmark = pytest.mark.browser


@pytest.fixture
def quiet(desk: Desk, sam, priya, north):
    """Six people whom nobody has seen for weeks; Sam, who supervises Priya, is signed in."""
    with transaction.atomic():
        for days, family in enumerate(("Adeyemi", "Bell", "Harris", "Khan", "Nowak", "Walker")):
            patient = PatientFactory(given_name="Ann", family_name=family)
            in_treatment(priya, north, patient=patient, since=NOW - timedelta(days=50 + days))
    desk.sign_in(sam)


@pytest.mark.parametrize("path", ["/today/", "/today/out-of-touch/"])
def test_the_list_is_accessible_at_every_width(desk: Desk, quiet, path):
    desk.open(path)

    assert desk.complaints == []
    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width


def test_from_today_by_keyboard_to_all_and_into_a_record(desk: Desk, quiet):
    desk.open("/today/")

    desk.page.get_by_role("link", name="See all 6 without contact for long").press("Enter")
    desk.page.get_by_role("link", name="Open record of Ann Adeyemi").press("Enter")

    desk.page.get_by_text("ADEYEMI, Ann").first.wait_for()
