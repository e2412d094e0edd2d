"""A service moves in by keyboard: files are looked at, read through, then brought in."""

import pytest
from playwright.sync_api import expect

from clinical.policy import DEFAULT
from referrals.bulk import GIVEN_NAME
from referrals.models import Patient
from reporting.dataset.importer import jobs
from reporting.dataset.importer.details.keys import PATIENTS
from reporting.models import ImportedKey, ImportRun
from tests.browser.desk import Desk
from tests.factories import referrals

pytestmark = pytest.mark.browser
_PEOPLE = (
    "LocalPatientId,GivenName,FamilyName,Phone\n"
    "P1,Rowan,Ashworth,07700 900123\nP2,Nobody,Known,\nP3,,Blank,\n"
)


@pytest.fixture
def nameless(north):
    patient = referrals.PatientFactory(given_name=GIVEN_NAME, family_name="P1", phone="")
    referrals.waiting(north, patient=patient)
    ImportedKey.objects.create(
        provider="", table=PATIENTS, key="P1", target_id=patient.pk, fingerprint="", run=0
    )
    return patient


def test_files_are_looked_at_then_brought_in_by_keyboard(desk: Desk, leah, nameless, now):
    desk.sign_in(leah)
    desk.open("/moving-in/")
    page = desk.page
    _looks_right(desk)
    page.set_input_files(
        "#id_upload",
        {"name": "people.csv", "mimeType": "text/csv", "buffer": _PEOPLE.encode()},
    )
    desk.focus(page.get_by_role("button", name="Send"))
    desk.press("Enter")
    expect(page.get_by_text("Waits to begin, within a minute.")).to_be_visible()
    jobs.import_runs(now=now, policy=DEFAULT)
    # The part asks by itself; when all is done the page is read again.
    expect(page.get_by_text("It was looked at only: nothing was changed.")).to_be_visible()
    expect(page.get_by_role("cell", name="Blank: every row needs it.")).to_be_visible()
    _looks_right(desk)
    desk.focus(page.get_by_role("button", name="Bring them in"))
    desk.press("Enter")
    expect(page.get_by_text("It begins within a minute.")).to_be_visible()

    assert ImportRun.objects.filter(is_dry_run=False).exists()
    assert Patient.objects.get(pk=nameless.pk).given_name == GIVEN_NAME


def _looks_right(desk: Desk) -> None:
    for width in ("phone", "laptop"):
        desk.resize(width)
        assert not desk.scrolls_sideways()
    assert desk.violations() == []
