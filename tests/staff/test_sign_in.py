"""Signing in, being locked out, and what the trail keeps of it."""

import pytest
from django.test import Client
from pytest_django import Settings

from audit.events import Event
from audit.models import AuditEntry
from staff.models import StaffMember
from tests.factories.staff import PASSWORD, StaffMemberFactory

pytestmark = pytest.mark.django_db

_PAGE = "/account/login/"


@pytest.fixture
def guarded(settings: Settings) -> None:
    """With the lock-out that tests otherwise do without."""
    settings.AXES_ENABLED = True


def _sign_in(client: Client, username: str, password: str = PASSWORD, **more: str):  # noqa: ANN202
    return client.post(_PAGE, {"login": username, "password": password, **more})


def test_the_sign_in_page_is_drawn_for_strangers(client: Client) -> None:
    response = client.get(_PAGE)

    assert response.status_code == 200
    assert "<h1" in response.content.decode()
    assert "Sign in" in response.content.decode()


def test_the_right_password_signs_in_and_stands_on_the_trail(
    client: Client, sid: StaffMember
) -> None:
    response = _sign_in(client, sid.username)

    assert response.status_code == 302
    assert client.get("/account/keys").status_code == 200
    assert AuditEntry.objects.get(event=Event.SIGNED_IN).staff_id == sid.pk


def test_a_wrong_password_says_so_without_telling_whether_the_account_exists(
    client: Client, priya: StaffMember
) -> None:
    wrong = _sign_in(client, priya.username, "not-this-one").content.decode()
    unknown = _sign_in(client, "nobody.here", "not-this-one").content.decode()

    assert wrong.count("not correct") == unknown.count("not correct") > 0


def test_the_trail_keeps_a_failure_without_what_was_typed(client: Client) -> None:
    _sign_in(client, "my-password-typed-in-the-wrong-box", "x")

    entry = AuditEntry.objects.get(event=Event.SIGN_IN_FAILED)
    assert "my-password" not in str(list(vars(entry).values()))


def test_signing_in_goes_back_to_where_one_was(client: Client, priya: StaffMember) -> None:
    asked = client.get("/account/keys?from=1")
    assert asked["Location"] == f"{_PAGE}?next=/account/keys%3Ffrom%3D1"

    response = _sign_in(client, priya.username, next="/account/keys?from=1")

    assert response["Location"] == "/account/keys?from=1"


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x"]
)
def test_signing_in_never_leads_to_another_site(
    away: str, client: Client, priya: StaffMember
) -> None:
    response = _sign_in(client, priya.username, next=away)

    assert response.status_code in {200, 302}
    assert "elsewhere" not in response.headers.get("Location", "")
    assert "javascript" not in response.headers.get("Location", "")


def test_signing_out_ends_the_session_and_clears_the_browser(
    client: Client, priya: StaffMember
) -> None:
    _sign_in(client, priya.username)

    response = client.post("/account/logout/")

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/account/keys").status_code == 302
    assert AuditEntry.objects.filter(event=Event.SIGNED_OUT, staff_id=priya.pk).exists()


def test_looking_at_the_sign_out_page_signs_nobody_out(client: Client, priya: StaffMember) -> None:
    _sign_in(client, priya.username)

    client.get("/account/logout/")

    assert client.get("/account/keys").status_code == 200


def test_signing_in_gives_the_session_a_new_key(client: Client, priya: StaffMember) -> None:
    client.get(_PAGE)
    session = client.session
    session["before"] = "kept nowhere"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    _sign_in(client, priya.username)

    assert client.session.session_key != before


def test_an_account_switched_off_cannot_sign_in(client: Client, inactive: StaffMember) -> None:
    _sign_in(client, inactive.username)

    assert client.get("/account/keys").status_code == 302


def test_a_demo_account_works_in_the_practice_service(client: Client, settings: Settings) -> None:
    settings.PRACTICE_SERVICE = True
    StaffMemberFactory(username="pwp")

    assert _sign_in(client, "pwp").status_code == 302


def test_a_demo_account_is_refused_anywhere_else(client: Client, settings: Settings) -> None:
    settings.PRACTICE_SERVICE = False
    StaffMemberFactory(username="pwp")

    response = _sign_in(client, "pwp")

    assert "demo account" in response.content.decode()
    assert client.get("/account/keys").status_code == 302


def test_a_demo_accounts_old_session_is_refused_anywhere_else(
    client: Client, settings: Settings
) -> None:
    settings.PRACTICE_SERVICE = True
    client.force_login(StaffMemberFactory(username="pwp"))
    assert client.get("/account/keys").status_code == 200

    settings.PRACTICE_SERVICE = False

    assert client.get("/account/keys").status_code == 302


def test_ten_wrong_passwords_lock_the_account_from_there(
    client: Client, priya: StaffMember, tom: StaffMember, guarded: None
) -> None:
    statuses = [_sign_in(client, priya.username, f"wrong-{n}").status_code for n in range(10)]

    with_the_right_one = _sign_in(client, priya.username)

    assert statuses[:9] == [200] * 9
    assert statuses[9] == with_the_right_one.status_code == 429
    assert "Wait 15 minutes" in with_the_right_one.content.decode()
    assert _sign_in(client, tom.username).status_code == 302


def test_twin_without_the_lock_out_the_right_password_works_after_ten_wrong_ones(
    client: Client, priya: StaffMember
) -> None:
    for n in range(10):
        _sign_in(client, priya.username, f"wrong-{n}")

    assert _sign_in(client, priya.username).status_code == 302


def test_another_address_is_not_locked_with_it(
    client: Client, priya: StaffMember, guarded: None
) -> None:
    for n in range(10):
        _sign_in(client, priya.username, f"wrong-{n}")
    elsewhere = type(client)(REMOTE_ADDR="192.0.2.7")

    assert _sign_in(elsewhere, priya.username).status_code == 302


def test_the_admins_own_sign_in_leads_to_the_one_sign_in_page(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")

    assert response.status_code == 302
    assert response["Location"].startswith(_PAGE)


def test_changing_ones_password_ends_the_other_sessions(client: Client, priya: StaffMember) -> None:
    elsewhere = type(client)()
    _sign_in(client, priya.username)
    _sign_in(elsewhere, priya.username)

    client.post(
        "/account/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "a-quite-different-secret",
            "password2": "a-quite-different-secret",
        },
    )

    assert elsewhere.get("/account/keys").status_code == 302
    assert AuditEntry.objects.filter(event=Event.PASSWORD_CHANGED, staff_id=priya.pk).exists()
