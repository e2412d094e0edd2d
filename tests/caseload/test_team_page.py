"""The team page: load against agreed number, room by week, cover, and what is ahead."""

from datetime import date

import pytest

from tests.caseload.test_who_has_room import pwp
from tests.factories import caseload
from tests.factories.staff import CoverFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def farah(north, now):
    """Five people, two of them this week; agreed are four."""
    made = pwp("Farah Aziz", north, slots_a_week=10)
    made.agreed_number = 4
    made.save(update_fields=["agreed_number"])
    for day in range(5):
        referral = caseload.in_treatment(made, north)
        if day < 2:
            caseload.booked_contact(referral, at=now.replace(day=10 + day))
    return made


def test_who_is_over_stands_there_with_load_and_free_appointments(client, leah, farah):
    client.force_login(leah)

    page = " ".join(client.get("/team/").content.decode().split())

    assert "1 over the agreed number." in page
    assert '<span class="app-num">5 of 4</span>' in page
    assert "1 over</strong>" in page
    assert 'data-label="Free, 8 Jun" class="num">8</td>' in page
    assert 'data-label="Free, 15 Jun" class="num">10</td>' in page


def test_what_is_ahead_is_said_with_what_it_assumes(client, leah, farah):
    client.force_login(leah)

    page = client.get("/team/").content.decode()

    assert "In the last 12 weeks 5 people came onto these caseloads and 0 ended" in page
    assert "It goes on like that each week; nothing else is assumed." in page
    assert "too many" in page


def test_a_senior_sees_their_own_team_and_no_patient(client, sam, farah, south):
    pwp("Anna South", south)
    client.force_login(sam)

    page = client.get("/team/").content.decode()

    assert "Farah Aziz" in page
    assert "Anna South" not in page
    assert "Ashworth" not in page
    assert "ASHWORTH" not in page


def test_cover_is_named_and_its_pack_is_for_whoever_covers(client, leah, priya, farah, referral):
    CoverFactory(
        covered=priya, coverer=farah, starts_on=date(2026, 6, 8), ends_on=date(2026, 6, 12)
    )
    client.force_login(leah)
    page = client.get("/team/").content.decode()
    client.force_login(farah)
    pack = client.get(f"/team/{priya.pk}/pack").content.decode()

    assert "Priya Raman is away 8 June to 12 June. Farah Aziz covers." in page
    assert "1 people" not in pack
    assert referral.patient.family_name.upper() in pack


@pytest.mark.parametrize("people", [2, 12])
def test_the_page_costs_the_same_for_two_and_for_twelve(
    client, leah, north, people, django_assert_max_num_queries
):
    for number in range(people):
        caseload.in_treatment(pwp(f"Pat P{number}", north), north)
    client.force_login(leah)
    client.get("/team/")

    with django_assert_max_num_queries(13):
        client.get("/team/")
