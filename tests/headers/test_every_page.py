"""Every kind of answer tells the browser what to refuse (infrastructure.md, safety S-S4, S-S5)."""

from functools import cache

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from staff.models import Grade
from staff.roles import Role
from tests import personas
from tests.caseload.session_forms import address
from tests.conftest import StaffClient
from tests.factories.caseload import booked_contact, in_treatment
from tests.factories.staff import TeamFactory

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "manifest-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POWERS = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")


def _get(path):
    return lambda client, _: client.get(path)


def _post(path, data=None):
    return lambda client, _: client.post(path, data or {})


SIGNED_IN = {
    "today": _get("/today/"),
    "caseload": _get("/caseload/"),
    "record": lambda client, contact: client.get(f"/caseload/{contact.referral.reference}/"),
    "risk": lambda client, contact: client.get(f"/caseload/{contact.referral.reference}/risk/"),
    "session": lambda client, contact: client.get(address(contact)),
    "keys": _get("/account/keys"),
    "home, a redirect": _get("/"),
    "404 of an unknown page": _get("/nowhere/"),
    "404 of an unknown record": _get("/caseload/ZZZZZZZZ/"),
    "405": lambda client, _: client.put("/today/"),
    "a sent form": _post("/account/keys", {"shortcuts_on": "on"}),
    "a form that is refused": lambda client, contact: client.post(address(contact, "sign"), {}),
    "a draft that is refused": lambda client, contact: client.post(
        address(contact, "draft"), {}, headers={"Accept": "application/json"}
    ),
    "a form with NUL": _post("/account/keys", {"shortcuts_on": "\x00"}),
    "signing out": _post("/account/logout/"),
}
STRANGER = {
    "sign-in page": _get("/account/login/"),
    "sign-in refused": _post("/account/login/", {"login": "x", "password": "y"}),
    "sent to sign in": _get("/today/"),
    "404": _get("/nowhere/"),
    "health": _get("/health/live"),
    "ready": _get("/health/ready"),
}
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(scope="module")
def answers(kept):
    """What the page of a name answers; each is asked for once, and leaves nothing to the next."""
    team = TeamFactory(name="North team")
    priya = personas.member("Priya Raman", role=Role.PWP, team=team, grade=Grade.PWP)
    contact = booked_contact(in_treatment(priya, team), at=personas.NOW)

    @cache
    def answer(name):
        client = StaffClient()
        with transaction.atomic():
            if name in SIGNED_IN:
                client.force_login(priya)
            answered = {**SIGNED_IN, **STRANGER}[name](client, contact)
            transaction.set_rollback(True)
        return answered

    return answer


@pytest.fixture
def answer(request, answers):
    """What the page named by the parameter answers."""
    return answers(request.param)


every_page = pytest.mark.parametrize("answer", [*SIGNED_IN, *STRANGER], indirect=True)


def _directives(header):
    parts = (one.split() for one in header.split(";") if one.strip())
    return {name: set(values) for name, *values in parts}


@every_page
def test_the_content_policy_is_exactly_the_agreed_one(answer):
    assert _directives(answer.headers["Content-Security-Policy"]) == POLICY


@every_page
def test_the_browser_guesses_no_type_tells_no_other_site_and_opens_no_window_to_it(answer):
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


@every_page
def test_it_is_drawn_in_nobodys_frame(answer):
    assert answer.headers["X-Frame-Options"] == "DENY"


@every_page
def test_no_page_may_use_camera_microphone_or_place(answer):
    given = answer.headers["Permissions-Policy"]

    assert {one.strip() for one in given.split(",")} == {f"{power}=()" for power in POWERS}


@pytest.mark.parametrize("answer", [*SIGNED_IN, "sign-in page"], indirect=True)
def test_nothing_drawn_for_a_person_is_kept_by_a_cache(answer):
    assert answer.headers["Cache-Control"] == "no-store"


def test_cookies_are_read_by_no_script_and_sent_to_no_other_site(client, priya):
    signed_in = client.post(
        reverse("account_login"),
        {"login": priya.username, "password": "a-long-enough-password"},
    )

    cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_messages_are_in_no_cookie(client, priya):
    client.force_login(priya)

    saved = client.post("/account/keys", {"shortcuts_on": "on"})

    assert set(saved.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
