"""Everybody on nobody's caseload yet stands on one page, risk first, then the longest wait."""

from datetime import date

import pytest

from tests.factories import caseload, referrals
from tests.portal.refer import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_self_referral_stands_there_as_soon_as_it_is_sent(client, ada, duty, north):
    Person().refer()
    client.force_login(ada)

    page = client.get("/referrals/").content.decode()

    assert "ASHWORTH, Rowan" in page
    assert "Self, North team. Triage, due 10 June at 17:00, with Dee." in page
    assert "worry since the spring" not in page


def test_an_open_flag_stands_first_then_whoever_has_waited_longest(client, sam, priya, north):
    names = ("Newest", "Oldest", "Flagged")
    days = (date(2026, 6, 1), date(2026, 5, 1), date(2026, 6, 8))
    made = [
        referrals.waiting(north, received_on=day, patient__family_name=name)
        for name, day in zip(names, days, strict=True)
    ]
    caseload.risk_flag(made[2])
    caseload.in_treatment(priya, north, patient__family_name="Carried")
    client.force_login(sam)

    page = client.get("/referrals/?stage=allocate").content.decode()

    places = [page.index(name.upper()) for name in ("Flagged", "Oldest", "Newest")]
    assert places == sorted(places)
    assert "CARRIED" not in page


@pytest.mark.parametrize("people", [5, 50])
def test_the_page_costs_the_same_for_five_and_fifty(
    client, sam, north, people, django_assert_max_num_queries
):
    for _ in range(people):
        referrals.waiting(north)
    client.force_login(sam)
    client.get("/referrals/?stage=allocate")

    with django_assert_max_num_queries(12):
        page = client.get("/referrals/?stage=allocate").content.decode()

    assert f"1 to {people} of {people}" in page
