"""The settings show which lists of places are loaded, and warn of an old one."""

import pytest

from referrals.models import PlacesEdition
from tests.factories import referrals as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_lists_with_their_age_and_whom_they_miss(client, leah, north, now):
    one = made.ReferralFactory(team=north)
    type(one.patient).objects.update(deprivation_decile=3)
    for kind, edition in (("PRACTICES", "2026-05-01"), ("POSTCODES", "2025-01-01")):
        PlacesEdition.objects.create(kind=kind, edition=edition, rows=57_024, loaded_at=now)
    client.force_login(leah)

    page = client.get("/settings/places/").content.decode()

    assert "57,024" in page
    assert page.count("Not loaded yet") == 1
    assert page.count("days old: over 400, load a newer one") == 1
    assert "Of 1 open referrals" in page
    assert 'aria-current="page">Places' in " ".join(page.split())
