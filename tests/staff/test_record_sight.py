"""Grade, band, contract and accreditation on a staff record: who sees them, and who does not."""

from datetime import date

import pytest

from staff.models import Contract, Grade
from tests.factories.staff import CredentialFactory
from tests.staff.test_record_pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize(
    ("who", "is_seen"), [("priya", True), ("sam", True), ("leah", True), ("ada", False)]
)
def test_grade_contract_band_and_interests_are_for_whoever_plans_with_her(
    client, priya, request, who, is_seen
):
    type(priya).objects.filter(pk=priya.pk).update(
        grade=Grade.NEWLY_QUALIFIED_PWP,
        grade_since="2026-04-01",
        contract=Contract.AGENCY,
        band=5,
        interests="Young adults",
    )
    reader = request.getfixturevalue(who)
    where = ["people:own"] if reader == priya else ["people:person", priya.pk]

    found = page(client, reader, *where)

    for words in (
        "<dd>Newly qualified PWP, since 1 April</dd>",
        "<dt>Contract</dt><dd>Agency</dd>",
        "<dt>Pay band</dt><dd>5</dd>",
        "<dd>Young adults</dd>",
    ):
        assert (words in found) is is_seen


@pytest.mark.parametrize(
    ("who", "is_seen"), [("priya", True), ("sam", True), ("leah", False), ("ada", False)]
)
def test_an_accreditation_is_no_affair_of_the_leads_or_the_office(
    client, priya, request, who, is_seen
):
    CredentialFactory(
        staff=priya, kind="ACCREDITATION", body="Society of PWPs", expires_on=date(2026, 6, 20)
    )
    reader = request.getfixturevalue(who)
    where = ["people:own"] if reader == priya else ["people:person", priya.pk]

    assert ("<b>Accreditation</b>" in page(client, reader, *where)) is is_seen
    if not is_seen:
        assert "Accreditation" not in page(client, reader, "people:list")
