"""What leaves as paper begins on its first sheet and wastes none."""

from datetime import date

import pytest
from django.db import transaction

from reporting import rollup
from tests.browser.desk import Desk
from tests.factories.caseload import in_treatment
from tests.factories.reporting import finished

pytestmark = pytest.mark.browser
# More than a sheet holds, by far less than a second
_PEOPLE = 26


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


def _keep_tables_whole(desk: Desk) -> None:
    desk.page.evaluate("document.querySelector('table').style.breakInside = 'avoid'")


def test_people_behind_a_number_begin_beneath_their_heading(desk: Desk, leah, people):
    desk.sign_in(leah)
    desk.open("/dashboard/finished/people?period=2026-05")

    assert desk.sheets() == 2

    _keep_tables_whole(desk)
    assert desk.sheets() == 3


def test_a_caseload_begins_beneath_its_heading(desk: Desk, priya, caseload):
    desk.sign_in(priya)
    desk.open("/caseload/")

    assert desk.sheets() == 2

    _keep_tables_whole(desk)
    assert desk.sheets() == 3


def test_what_a_lead_asks_first_is_on_the_first_sheet_and_can_be_read(desk: Desk, leah, people):
    desk.sign_in(leah)
    desk.open("/dashboard/?period=2026-05&print=1")

    assert desk.smallest_label_on_paper() >= 8
    # What needs her, and a verdict beneath each tile, take a seventh more in a service at work.
    assert desk.end_on_paper("[aria-labelledby=h-waits]") <= 6 / 7
