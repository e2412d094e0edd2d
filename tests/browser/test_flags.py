"""A flag is seen and put off by keyboard, with and without script; each page is held to axe."""

from datetime import timedelta

import pytest
from django.db import transaction

from caseload.models import CaseFlag, SavedView
from tests.browser.desk import WIDTHS, Desk
from tests.factories.caseload import LabelFactory, in_treatment, signed_contact
from tests.factories.referrals import PatientFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def person(priya, north, now):
    """PHQ-9 went up to 21 and nothing is booked."""
    with transaction.atomic():
        made = in_treatment(
            priya, north, patient=PatientFactory(given_name="Priya", family_name="Nair")
        )
        for days, total in ((21, 14), (14, 19), (7, 20), (2, 21)):
            signed_contact(made, at=now - timedelta(days=days), phq9=total, gad7=9)
        LabelFactory(name="Veteran", describes="Served in the armed forces")
    return made


def record(person) -> str:
    return f"/caseload/{person.reference}/"


def _put_off(desk: Desk, person) -> None:
    """From the link in the flags block: a day stands there already, a reason is typed."""
    desk.open(record(person))
    desk.focus(desk.page.locator("a[href$='flags/high_scores/snooze']"))
    desk.press("Enter")
    desk.page.wait_for_url("**/flags/high_scores/snooze")
    desk.focus(desk.page.get_by_label("Why"))
    desk.type("Exams this week")
    desk.press("Enter")
    desk.page.wait_for_url(f"**{record(person)}*")


def test_a_flag_is_seen_by_keyboard(desk: Desk, person, priya):
    desk.sign_in(priya)
    desk.open(record(person))

    desk.focus(desk.page.locator("form[action$='high_scores/acknowledge'] button"))
    desk.press("Enter")
    desk.page.get_by_text("Seen by Priya Raman, 9 June").wait_for()

    assert CaseFlag.objects.get(reason="high_scores").acknowledged_by == priya


def test_a_flag_is_put_off_by_keyboard(desk: Desk, person, priya):
    desk.sign_in(priya)

    _put_off(desk, person)

    assert "Put off until 16 June: Exams this week" in desk.text(".app-flags__more summary")


def test_a_flag_is_put_off_without_script(plain_desk: Desk, person, priya):
    plain_desk.sign_in(priya)

    _put_off(plain_desk, person)

    assert CaseFlag.objects.get(reason="high_scores").snoozed_why == "Exams this week"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_flags_labels_and_views_are_accessible(desk: Desk, person, priya, width):
    desk.sign_in(priya)
    _put_off(desk, person)
    SavedView.objects.create(
        staff=priya, name="High", query="?view=high", saved_at=CaseFlag.objects.first().opened_at
    )
    desk.resize(width)

    for path in (
        record(person),
        f"{record(person)}flags/not_improving/snooze",
        f"{record(person)}labels",
        "/caseload/",
        "/caseload/?view=putoff",
        "/caseload/views/?view=high",
        "/account/",
    ):
        desk.open(path)
        for summary in desk.page.locator(".app-details summary").all():
            summary.click()
        assert desk.violations() == [], path
        assert not desk.scrolls_sideways(), path


def test_labels_are_defined_by_keyboard_on_an_accessible_page(desk: Desk, leah):
    desk.sign_in(leah)
    desk.open("/settings/labels/")
    desk.focus(desk.page.get_by_label("Name", exact=True))
    desk.type("Perinatal")
    desk.press("Enter")
    desk.page.get_by_text("“Perinatal” can be put on referrals now.").wait_for()

    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width
