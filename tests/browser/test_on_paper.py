"""What leaves as paper begins on its first sheet and wastes none."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from clinical.problems import Problem
from reporting import rollup
from tests.browser.desk import Desk
from tests.factories.caseload import booked_contact, in_treatment, risk_action, signed_contact
from tests.factories.referrals import ProblemDescriptorFactory
from tests.factories.reporting import finished

pytestmark = pytest.mark.browser
# More than a sheet holds, by far less than a second
_PEOPLE = 26
_LONG = "Safety check call, go through the steps of the evening plan"


@pytest.fixture
def people(leah, north, now):
    """Twenty-six finished in May."""
    with transaction.atomic():
        for at in range(_PEOPLE):
            finished(on=date(2026, 5, 20), referral__team=north, is_recovered=at > 2)
        rollup.sum_every_month(now=now)


@pytest.fixture
def caseload(priya, north):
    """As many on Priya's caseload."""
    with transaction.atomic():
        for _ in range(_PEOPLE):
            in_treatment(priya, north)


@pytest.fixture
def full_caseload(priya, north, now):
    """Seventy people, each with a session to come; a third of them await a call, too."""
    with transaction.atomic():
        for at in range(70):
            who = in_treatment(priya, north)
            ProblemDescriptorFactory(referral=who, problem=Problem.MIXED_ANXIETY_DEPRESSION.name)
            signed_contact(who, at=now - timedelta(days=3))
            booked_contact(who, at=now + timedelta(days=5, hours=at))
            if at % 3 == 0:
                risk_action(who, owner=priya, what=_LONG)


def _cut_the_table(desk: Desk, *, ends: float, wide: bool) -> None:
    """Take rows away until it ends so many sheets down: how wide words are is up to the machine."""
    while desk.end_on_paper("table", wide=wide) > ends:
        desk.page.evaluate("document.querySelector('table tbody tr:last-child').remove()")


def _keep_tables_whole(desk: Desk) -> None:
    desk.page.evaluate("document.querySelector('table').style.breakInside = 'avoid'")


def test_people_behind_a_number_begin_beneath_their_heading(desk: Desk, leah, people):
    desk.sign_in(leah)
    desk.open("/dashboard/finished/people?period=2026-05")
    _cut_the_table(desk, ends=1.8, wide=False)

    assert desk.sheets() == 2

    _keep_tables_whole(desk)
    assert desk.sheets() == 3


def test_a_caseload_begins_beneath_its_heading(desk: Desk, priya, caseload):
    desk.sign_in(priya)
    desk.open("/caseload/")
    _cut_the_table(desk, ends=1.8, wide=True)

    assert desk.sheets() == 2

    _keep_tables_whole(desk)
    assert desk.sheets() == 3


def test_seventy_people_take_no_more_than_six_sheets(desk: Desk, priya, full_caseload):
    desk.sign_in(priya)
    desk.open("/caseload/")

    assert desk.sheets() <= 6


def test_on_paper_every_column_of_a_caseload_has_the_room_it_needs(
    desk: Desk, priya, full_caseload
):
    desk.sign_in(priya)
    desk.open("/caseload/")
    length = desk.length_on_paper("table", wide=True)

    desk.page.evaluate("document.querySelector('table').classList.remove('app-table--caseload')")

    # By how much is up to the letters of the machine: between a twentieth and an eighth.
    assert desk.length_on_paper("table", wide=True) > length * 1.02


def test_what_a_lead_asks_first_is_on_the_first_sheet_and_can_be_read(desk: Desk, leah, people):
    desk.sign_in(leah)
    desk.open("/dashboard/?period=2026-05&print=1")

    assert desk.smallest_label_on_paper() >= 8
    # What needs her, and a verdict beneath each tile, take a seventh more in a service at work.
    assert desk.end_on_paper("[aria-labelledby=h-waits]") <= 6 / 7
