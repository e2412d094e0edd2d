"""Who may send referrals: a token shown once, kept as a hash, and stopped at once."""

import pytest

from audit.models import AuditEntry
from portal.links import hash_of
from portal.models import ReferralSender
from tests.portal.letters import System

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "duty")]
ELM = {"name": " Elm  Road ", "source": "GP"}


def test_a_token_is_shown_once_opens_the_door_and_is_kept_as_a_hash(client, sid, north):
    client.force_login(sid)
    page = client.post("/systems/", ELM)

    token = page.content.decode().split('translate="no">')[1].split("<")[0]
    made = ReferralSender.objects.get()
    assert (made.name, made.made_by, made.token_hash) == ("Elm Road", sid, hash_of(token))
    assert token not in client.get("/systems/").content.decode()
    assert System(token).send().status_code == 201
    assert AuditEntry.objects.filter(event="SENDER_CHANGED").count() == 1


def test_one_that_was_stopped_opens_nothing_and_stays_on_the_list(client, leah, now, north):
    client.force_login(leah)
    client.post("/systems/", ELM)
    made = ReferralSender.objects.get()

    client.post(f"/systems/{made.pk}/stop")

    made.refresh_from_db()
    assert (made.stopped_at, made.stopped_by) == (now, leah)
    assert "Stopped today" in client.get("/systems/").content.decode().replace("Today", "today")
    assert client.post(f"/systems/{made.pk}/stop").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Say whose system it is."),
        ({"name": "elm road"}, "A system of this name sends already."),
        ({"name": "Oak", "source": "SELF"}, "Choose a source."),
        ({"name": "x" * 101}, "100 characters at most. This has 101."),
    ],
)
def test_what_cannot_be_made_is_said_beside_the_field_and_stays_typed(client, leah, typed, said):
    client.force_login(leah)
    client.post("/systems/", ELM)

    page = client.post("/systems/", ELM | typed)

    assert page.status_code == 422
    assert page.content.decode().count(said) == 2
    assert typed["name"] in page.content.decode()
    assert ReferralSender.objects.count() == 1


def test_the_list_costs_the_same_for_5_and_for_50(client, leah, now, django_assert_max_num_queries):
    client.force_login(leah)
    for number in range(50):
        ReferralSender.objects.create(
            name=f"Surgery {number}", source="GP", token_hash=str(number), made_at=now
        )

    with django_assert_max_num_queries(8):
        page = client.get("/systems/")
    assert page.content.decode().count("Surgery ") >= 50


def test_the_longest_name_that_is_let_in_fits_on_the_timeline(client, sid, north):
    client.force_login(sid)
    page = client.post("/systems/", ELM | {"name": "x" * 100})

    token = page.content.decode().split('translate="no">')[1].split("<")[0]
    assert System(token).send().status_code == 201
