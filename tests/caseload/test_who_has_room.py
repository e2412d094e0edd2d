"""Who has room: best match first, who cannot be chosen and why, the same cost for any service."""

from datetime import date

import pytest

from referrals.models import AskedFor
from staff.models import Grade, OffsetKind
from staff.roles import Role
from tests import personas
from tests.factories import referrals
from tests.factories.plans import JobPlanFactory
from tests.factories.staff import AbsenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def asked(north, now):
    """Somebody who waits, reads Urdu best and asks for a woman."""
    made = referrals.waiting(north, patient__language="ur", patient__text_ok=True)
    AskedFor.objects.create(referral=made, gender="FEMALE", set_at=now)
    return made


def pwp(name, team, **facts):
    made = personas.member(name, role=Role.PWP, team=team, grade=Grade.PWP, agreed_number=60)
    JobPlanFactory(staff=made, **facts)
    return made


def _names(page, names):
    places = {name: page.index(name) for name in names}
    return sorted(places, key=places.__getitem__)


def test_the_best_match_stands_first_and_is_chosen_to_begin_with(client, sam, north, asked):
    pwp("Cerys Howell", north, gender="FEMALE")
    pwp("George Lamb", north)
    farah = pwp("Farah Aziz", north, gender="FEMALE", languages=["ur"])
    client.force_login(sam)

    page = client.get(f"/caseload/{asked.reference}/room").content.decode()

    assert _names(page, ["Farah Aziz", "Cerys Howell", "George Lamb"]) == [
        "Farah Aziz",
        "Cerys Howell",
        "George Lamb",
    ]
    assert f'value="{farah.pk}" data-key="6" checked' in page
    assert "Offers Thu 11 Jun, 09:00, 45 minutes." in page
    assert "Reminded by text, in Urdu; neutral name only" in page


def test_who_is_away_paused_or_full_stands_there_with_why_not(client, sam, north, asked, now):
    away, paused, full = (pwp(name, north) for name in ("Amy Ash", "Bo Birch", "Cy Cole"))
    AbsenceFactory(staff=away, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 22))
    paused.offsets.create(
        kind=OffsetKind.PAUSE,
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 7, 5),
        set_at=now,
        set_by=sam,
    )
    full.agreed_number = 0
    full.save(update_fields=["agreed_number"])
    client.force_login(sam)

    page = client.get(f"/caseload/{asked.reference}/room").content.decode()

    assert "Away until 22 June" in page
    assert "Not taking new people until 5 July" in page
    assert "Over number" in page
    assert f'id="pwp-{away.pk}"' not in page
    assert f'id="pwp-{full.pk}"' in page


@pytest.mark.parametrize("people", [2, 20])
def test_the_panel_costs_the_same_for_two_and_for_twenty(
    client, sam, north, asked, people, django_assert_max_num_queries
):
    for number in range(people):
        pwp(f"Pat P{number}", north)
    client.force_login(sam)
    client.get(f"/caseload/{asked.reference}/room")

    with django_assert_max_num_queries(20):
        page = client.get(f"/caseload/{asked.reference}/room").content.decode()

    assert "<h1>Put on a caseload</h1>" in page
