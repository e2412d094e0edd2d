"""The caseload filtered and sorted; a name never reaches an address."""

import re
from datetime import date, timedelta

import pytest

from clinical.problems import Problem
from referrals.models import Medium, Patient
from tests import personas
from tests.caseload.caseloads import (
    called,
    page,
    people,
    quiet,
)
from tests.factories.caseload import (
    allocated,
    booked_contact,
    signed_contact,
)
from tests.factories.referrals import ProblemDescriptorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_filters_by_problem_and_by_medium(client, priya, north):
    panic = quiet(priya, north, "Panic", usual_medium=Medium.VIDEO)
    ProblemDescriptorFactory(
        referral=panic, problem=Problem.PANIC_DISORDER.name, recorded_on=date(2026, 6, 1)
    )
    signed_contact(panic, at=personas.NOW - timedelta(days=1))
    quiet(priya, north, "Nair")
    client.force_login(priya)

    assert people(page(client, "?problem=panic_disorder")) == ["PANIC, Rowan"]
    assert people(page(client, "?mode=video")) == ["PANIC, Rowan"]
    assert people(page(client, "?mode=phone")) == ["NAIR, Rowan"]


@pytest.mark.parametrize("typed", ["nair", "NAIR", "pri nai", "Nair, Pri", "999 190", "9991908358"])
def test_finds_by_part_of_a_name_or_number(client, priya, north, typed):
    quiet(priya, north, "Osei")
    referral = quiet(priya, north, "Nair")
    Patient.objects.filter(pk=referral.patient_id).update(
        given_name="Priya", nhs_number="9991908358"
    )
    client.force_login(priya)

    assert people(page(client, q=typed)) == ["NAIR, Priya"]


def test_a_name_never_reaches_an_address(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    plain = client.post("/caseload/", {"q": "", "view": "review", "mode": "phone"})
    swapped = client.post(
        "/caseload/", {"q": "Nair", "view": "review"}, headers={"HX-Request": "true"}
    )

    assert (plain.status_code, plain.url) == (303, "/caseload/?view=review&mode=phone")
    assert swapped.headers["HX-Push-Url"] == "/caseload/?view=review"
    assert not re.search(r'(href|action|hx-get|hx-post)="[^"]*[Nn]air', swapped.content.decode())


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("patient", ["ABEL", "BOND", "COLE"]),
        ("-patient", ["COLE", "BOND", "ABEL"]),
        ("phq", ["BOND", "COLE", "ABEL"]),
        ("-phq", ["ABEL", "COLE", "BOND"]),
        ("-weeks", ["COLE", "ABEL", "BOND"]),
        ("-last", ["COLE", "ABEL", "BOND"]),
        ("next", ["BOND", "ABEL", "COLE"]),
    ],
)
def test_sorts_inside_a_group(client, priya, north, sort, expected):
    for family, days, phq9, next_in in (("Abel", 8, 16, 3), ("Bond", 4, 6, 2), ("Cole", 15, 10, 5)):
        referral = allocated(priya, north, patient=called(family))
        ProblemDescriptorFactory(referral=referral)
        signed_contact(referral, at=personas.NOW - timedelta(days=days), phq9=phq9, gad7=8)
        booked_contact(referral, at=personas.NOW + timedelta(days=next_in))
    client.force_login(priya)

    html = page(client, f"?sort={sort}")

    assert [name.split(",")[0] for name in people(html)] == expected
    direction = "descending" if sort.startswith("-") else "ascending"
    assert re.search(
        rf'aria-sort="{direction}"><a class="app-sort" id="sort-{sort.strip("-")}"', html
    )
    assert len(re.findall(r'aria-sort="(?:as|des)cending"', html)) == 1


def test_a_heading_turns_the_sort_round(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    assert 'href="/caseload/?sort=-phq"' in page(client)
    assert 'href="/caseload/?sort=phq"' in page(client, "?sort=-phq")


def test_fields_in_use_are_not_folded_on_a_phone(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    assert 'type="checkbox" autocomplete="off">' in page(client, "?view=review&sort=-phq")
    assert 'type="checkbox" autocomplete="off" checked>' in page(client, "?mode=phone")


def test_unknown_words_are_passed_over(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    html = page(client, "?view=nonsense&sort=password&problem=x&mode=%C3%A9&foo=bar")

    assert people(html) == ["NAIR, Rowan"]
    assert "Most urgent first" in html


@pytest.mark.parametrize("of", ["x", "-1", "1e3", "9" * 40, "٣"])
def test_a_caseload_that_cannot_exist_is_not_found(client, priya, of):
    client.force_login(priya)

    assert client.get("/caseload/", {"of": of}).status_code == 404


@pytest.mark.parametrize("typed", ["x" * 100_000, "<script>alert(1)</script>", "%", "'--"])
def test_anything_typed_is_answered_and_escaped(client, priya, north, typed):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    html = page(client, q=typed)

    assert "<script>alert" not in html
    assert "No one matches" in html


def test_nul_is_refused(client, priya):
    client.force_login(priya)

    assert client.post("/caseload/", {"q": "a\x00b"}).status_code == 400
