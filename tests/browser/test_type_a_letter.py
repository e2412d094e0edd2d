"""A GP's letter is typed by keyboard on one page, and who may be known is said while typing."""

from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import expect

from caseload.models import RiskAction
from referrals.models import Referral, ReferringOrganisation
from tests.browser.desk import WIDTHS, Desk
from tests.factories import referrals
from tests.factories.referrals import PatientFactory

pytestmark = pytest.mark.browser

# A key for the source, for how it came and about harm, a Tab to each field on the way, Ctrl+Enter.
MOST_KEYS = 19


@pytest.fixture
def ada_types(desk: Desk, ada, north, duty, now):
    """Ada at the desk; somebody of nearly the same name was here long ago."""
    with transaction.atomic():
        ReferringOrganisation.objects.create(
            name="Mill Lane Surgery", is_surgery=True, first_at=now
        )
        person = PatientFactory(
            given_name="Amira", family_name="Khan", date_of_birth=date(1988, 3, 12), phone=""
        )
        referrals.ended(north, patient=person)
    desk.sign_in(ada)
    return person


def test_a_letter_takes_few_keys_beside_its_words(desk: Desk, ada_types, duty):
    desk.open("/referrals/new")

    desk.press("g", "Tab", "l")
    for typed in ("Dr Patel", "Mill Lane Surgery", "", "", "", "Jo", "Osei", "1/7/1970", "NB1 2AB",
                  "07700 900222"):  # fmt: skip
        desk.press("Tab")
        desk.type(typed)
    _go_to(desk, "problem")
    desk.type("Low since the winter. Says life is not worth it.")
    desk.press("Tab", "y", "Control+Enter")
    desk.page.wait_for_url("**/caseload/**")

    assert Referral.objects.get(patient__family_name="Osei").source == "GP"
    assert RiskAction.objects.get().owner_id == duty.pk
    expect(desk.page.locator("main")).to_contain_text("is told now, and has it from here")
    expect(desk.page.locator("body")).not_to_contain_text("life is not worth it")
    assert desk.keys <= MOST_KEYS, desk.keys


def test_who_may_be_known_stands_beside_the_form_at_every_width(desk: Desk, ada_types):
    desk.open("/referrals/new")
    desk.page.fill("[name=given_name]", "Amira")
    desk.page.fill("[name=family_name]", "Kahn")
    desk.page.fill("[name=date_of_birth]", "12/3/1988")
    desk.focus(desk.page.locator("[name=postcode]"))

    expect(desk.page.locator("#known")).to_contain_text("KHAN, Amira")
    for width in WIDTHS:
        desk.resize(width)
        assert not desk.scrolls_sideways()
        assert desk.violations() == []
    desk.page.fill("[name=problem]", "Low since the winter.")
    desk.page.get_by_role("button", name="This is the same person").click()

    expect(desk.page.locator("#known")).to_contain_text("becomes a new referral")
    expect(desk.page.locator("[name=problem]")).to_have_value("Low since the winter.")
    assert desk.violations() == []


def _go_to(desk: Desk, name: str) -> None:
    """On with Tab until the field is reached."""
    while desk.focused() != name:
        desk.press("Tab")
        assert desk.keys < 40
