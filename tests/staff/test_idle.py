"""A session that nobody uses ends after 15 minutes, any session after 12 hours (safety S-S2)."""

import pytest
import time_machine
from django.test import Client

from audit.events import Event
from audit.models import AuditEntry
from staff.models import StaffMember

pytestmark = pytest.mark.django_db

_MINUTE = 60
_PAGE = "/account/keys"
Clock = time_machine.Traveller


@pytest.fixture
def hers(client: Client, priya: StaffMember, clock: Clock) -> Client:
    """Priya's browser, just signed in and used."""
    client.force_login(priya)
    client.get(_PAGE)
    return client


def _is_in(client: Client) -> bool:
    return client.get(_PAGE).status_code == 200


def test_a_session_used_again_in_time_goes_on(hers: Client, clock: Clock) -> None:
    clock.shift(14 * _MINUTE)

    assert _is_in(hers)


def test_a_session_left_alone_for_15_minutes_ends(hers: Client, clock: Clock) -> None:
    clock.shift(15 * _MINUTE)

    response = hers.get(f"{_PAGE}?page=2&sort=name")

    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/account/keys%3Fpage%3D2%26sort%3Dname"
    assert AuditEntry.objects.filter(event=Event.SIGNED_OUT).exists()


def test_use_pushes_the_end_away(hers: Client, clock: Clock) -> None:
    for _ in range(6):
        clock.shift(10 * _MINUTE)
        assert _is_in(hers)


def test_a_session_ends_after_12_hours_however_much_it_is_used(hers: Client, clock: Clock) -> None:
    used = []
    for _ in range(6 * 12):
        clock.shift(10 * _MINUTE)
        used.append(_is_in(hers))

    assert used == [True] * (6 * 12 - 1) + [False]


def test_polling_does_not_count_as_use(hers: Client, clock: Clock) -> None:
    for _ in range(2):
        clock.shift(7 * _MINUTE)
        assert hers.get(_PAGE, headers={"X-Not-Use": "1"}).status_code == 200
    clock.shift(2 * _MINUTE)

    assert not _is_in(hers)


def test_typing_counts_as_use(hers: Client, clock: Clock) -> None:
    """A draft saved while somebody types comes without the header."""
    for _ in range(3):
        clock.shift(7 * _MINUTE)
        assert hers.post(_PAGE, {}).status_code == 302

    assert _is_in(hers)


def test_one_key_keeps_somebody_signed_in(hers: Client, clock: Clock) -> None:
    clock.shift(14 * _MINUTE)
    assert hers.post("/account/stay").status_code == 204
    clock.shift(14 * _MINUTE)

    assert _is_in(hers)


def test_what_is_being_saved_when_the_session_has_ended_is_answered_plainly(
    hers: Client, clock: Clock
) -> None:
    clock.shift(16 * _MINUTE)

    response = hers.post(_PAGE, {"shortcuts_on": "on"})

    assert (response.status_code, response.content) == (401, b"You have been signed out.")


def test_a_part_of_a_page_is_answered_plainly_too(hers: Client, clock: Clock) -> None:
    clock.shift(16 * _MINUTE)

    assert hers.get(_PAGE, headers={"HX-Request": "true"}).status_code == 401


def test_a_session_never_used_after_signing_in_ends_as_well(
    client: Client, priya: StaffMember, clock: Clock
) -> None:
    from tests.factories.staff import PASSWORD

    client.post("/account/login/", {"login": priya.username, "password": PASSWORD})
    clock.shift(15 * _MINUTE)

    assert not _is_in(client)


def test_signed_in_pages_stay_in_no_cache(hers: Client) -> None:
    assert hers.get(_PAGE).headers["Cache-Control"] == "no-store"
