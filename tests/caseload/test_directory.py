"""The service keeps its own directory: places are added, changed and retired."""

import pytest

from referrals.models import DirectoryEntry
from tests.factories.referrals import DirectoryEntryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PLACE = {"area": "HOUSING", "name": "Shelter line", "phone": "01632 960222", "web": "", "what": ""}


def test_a_place_is_added_changed_and_offered_no_more(client, sam):
    client.force_login(sam)

    client.post("/referrals/directory/new", PLACE)
    place = DirectoryEntry.objects.get()
    changed = {**PLACE, "phone": "01632 960333", "version": "1"}
    client.post(f"/referrals/directory/{place.pk}/", changed)
    page = client.get("/referrals/directory/").content.decode()
    client.post(f"/referrals/directory/{place.pk}/retire", {"version": "2"})

    assert "01632 960333" in page
    place.refresh_from_db()
    assert place.retired_at is not None
    assert "Offered no more" in client.get("/referrals/directory/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": ""}, "Give a phone number or a web address."),
        ({"name": ""}, "Give its name."),
        ({"phone": "ring us"}, "A phone number has 3 to 15 digits"),
        ({"area": "DRAGONS"}, "Select a valid choice"),
        ({"name": "x" * 81}, "80 characters at most"),
        ({"name": "Northbrook Advice", "area": "DEBT"}, "in the directory already"),
    ],
)
def test_a_place_nobody_could_reach_is_not_saved(client, sam, wrong, said):
    DirectoryEntryFactory()
    client.force_login(sam)

    answer = client.post("/referrals/directory/new", {**PLACE, **wrong})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert DirectoryEntry.objects.count() == 1


def test_nobody_saves_over_a_newer_version(client, sam):
    place = DirectoryEntryFactory()
    client.force_login(sam)
    client.post(f"/referrals/directory/{place.pk}/", {**PLACE, "version": "1"})

    stale = client.post(f"/referrals/directory/{place.pk}/", {**PLACE, "version": "1"})
    client.post(f"/referrals/directory/{place.pk}/retire", {"version": "1"})
    client.post(f"/referrals/directory/{place.pk}/retire", {"version": "9" * 5_000})

    assert "Somebody changed this place" in stale.content.decode()
    place.refresh_from_db()
    assert place.retired_at is None
