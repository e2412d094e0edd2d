"""A call is logged by key, in eight keys at most beside what is typed."""

import pytest
from django.db import transaction

from caseload.models import Call, RiskAction
from tests.browser.desk import WIDTHS, Desk
from tests.factories.caseload import in_treatment

pytestmark = pytest.mark.browser

MOST_KEYS = 8


@pytest.fixture
def person(desk: Desk, priya, north, duty):
    """Somebody on Priya's caseload; Priya is signed in, Dee is on duty."""
    with transaction.atomic():
        referral = in_treatment(priya, north)
    desk.sign_in(priya)
    return referral


def test_a_call_about_the_person_on_screen_takes_few_keys(desk: Desk, person):
    desk.open(f"/caseload/{person.reference}/")

    desk.press("c")
    desk.page.wait_for_url("**/calls/new")
    desk.press("2")
    desk.type("Her sister says she is away until Monday.")
    desk.press("Tab", "n")
    desk.type("Ring on Monday")
    desk.press("Control+Enter")
    desk.page.wait_for_url(f"**/caseload/{person.reference}/")

    call = Call.objects.get()
    assert (call.referral, call.caller, call.mentions_risk) == (person, "FAMILY", False)
    assert call.next_step == "Ring on Monday"
    assert desk.keys <= MOST_KEYS


def test_with_risk_and_the_name_and_number_of_whoever_rang(desk: Desk, person):
    desk.open(f"/caseload/{person.reference}/")

    desk.press("c")
    desk.page.wait_for_url("**/calls/new")
    desk.press("2")
    desk.type("She talked about tablets.")
    desk.press("Tab", "y")
    desk.type("Ring now")
    desk.press("Tab")
    desk.type("Asha")
    desk.press("Tab")
    desk.type("07700 900222")
    desk.press("Control+Enter")
    desk.page.wait_for_url(f"**/caseload/{person.reference}/")

    assert RiskAction.objects.get().referral == person
    assert desk.keys <= MOST_KEYS


def test_words_of_harm_beside_a_no_are_asked_about_once_more(desk: Desk, person):
    desk.open(f"/caseload/{person.reference}/calls/new")

    desk.press("1")
    desk.type("I want to end it.")
    desk.press("Tab", "n", "Control+Enter")
    desk.refused()

    assert "Was risk mentioned?" in desk.refused()
    assert desk.page.locator("#id_said").input_value() == "I want to end it."
    assert desk.page.locator("[name=mentions_risk]:checked").count() == 0
    assert not Call.objects.exists()


def test_from_any_page_the_key_leads_to_a_call_about_nobody_found_yet(desk: Desk, person):
    desk.open("/today/")

    desk.press("c")
    desk.page.wait_for_url("**/calls/new")
    desk.press("2")
    desk.type("Asha from Mill Lane")
    desk.press("Tab")
    desk.type("She has not answered since Sunday.")
    desk.press("Tab", "n")
    desk.type("Ring back")
    desk.press("Control+Enter")
    desk.page.wait_for_url("**/today/")

    assert Call.objects.get().owner.given_name == "Dee"
    assert desk.keys <= MOST_KEYS


def test_without_script_the_same_form_is_sent(plain_desk: Desk, priya, north, duty):
    with transaction.atomic():
        person = in_treatment(priya, north)
    plain_desk.sign_in(priya)
    plain_desk.open(f"/caseload/{person.reference}/calls/new")

    plain_desk.page.check("[name=caller][value=GP]")
    plain_desk.page.fill("#id_said", "Please ring the surgery.")
    plain_desk.page.check("[name=mentions_risk][value=no]")
    plain_desk.page.click("[data-sign]")

    assert Call.objects.get().caller == "GP"


@pytest.mark.parametrize("path", ["/caseload/{reference}/calls/new", "/calls/new"])
def test_the_page_is_accessible_at_every_width(desk: Desk, person, path):
    desk.open(path.format(reference=person.reference))

    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width
