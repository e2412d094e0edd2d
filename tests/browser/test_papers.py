"""Letters, consents and two records of one person, on a laptop and on a phone, by keyboard."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from caseload.models import DocumentReading
from referrals import merging
from referrals.models import NhsNumberChoice, Patient
from tests.browser.desk import Desk
from tests.factories import caseload, documents, referrals

pytestmark = pytest.mark.browser


@pytest.fixture
def person(desk: Desk, priya, sam, leah, north, now):
    """Rowan Ashworth on Priya's caseload, a letter, and the same person once more who waits."""
    with transaction.atomic():
        ours = caseload.in_treatment(priya, north)
        theirs = referrals.waiting(north)
        Patient.objects.update(family_name="Ashworth", text_ok=True)
        documents.letter(ours, by=priya)
        merge = merging.propose(
            kept=ours.patient,
            other=theirs.patient,
            nhs_number=NhsNumberChoice.NEITHER,
            why="Same name, birth date and phone",
            by=leah,
            now=now,
        )
    return ours, merge


def test_papers_are_accessible_at_every_width_and_a_letter_is_read_by_keyboard(
    desk: Desk, person, priya, sam, tmp_path
):
    ours, merge = person
    record = f"/caseload/{ours.reference}"
    desk.sign_in(sam)
    for path in (f"/patients/merges/{merge.key}/", f"{record}/same-person"):
        _holds_up(desk, path)
    desk.sign_in(priya)
    _holds_up(desk, f"{record}/consents/")
    _holds_up(desk, f"{record}/documents/attach")
    scan = tmp_path / "scan.png"
    scan.write_bytes(documents.PNG)

    page = desk.page
    page.set_input_files("#id_file", str(scan))
    page.select_option("#id_kind", "QUESTIONNAIRE")
    page.fill("#id_dated_on", "2026-06-05")
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("button", name="Attach").press("Enter")
    expect(page.locator(".app-due__who", has_text="Scanned questionnaire, 5 June")).to_be_visible()
    _holds_up(desk, f"{record}/documents/")
    page.get_by_role("button", name="I have read it").first.press("Enter")
    expect(page.get_by_text("Noted that you have read it.")).to_be_visible()
    assert DocumentReading.objects.get().by == priya


def _holds_up(desk: Desk, path: str) -> None:
    """Nothing breaks the content policy, nothing is inaccessible, nothing goes sideways."""
    desk.open(path)
    assert desk.complaints == []
    assert desk.violations() == [], path
    for width in ("laptop", "narrow"):
        desk.resize(width)
        assert not desk.scrolls_sideways(), (path, width)
