"""Every route is registered with its kind, and signing in is waived only in the named places."""

from tests.access.routes import CLOSED, ROUTES, Kind
from tests.access.sitemap import every_route

_NAMES = {route.name for route in ROUTES}
# The only pages of the service itself that need no account: each by a token.
_BY_LINK = {
    "portal:start",
    "portal:question",
    "portal:support",
    "portal:check",
    "portal:finished",
    "answers:answer",
    "refer:begun",
}
# A form that anybody may begin: its token is in a cookie, and no address names anybody.
_TO_REFER = {
    "refer:start",
    "refer:step",
    "refer:help",
    "refer:check",
    "refer:sent",
    "refer:questions",
    "refer:leave",
}
# What the message provider tells us, with a token of its own.
# Rows of one's own staff record.
_OWN_RECORD = {"people:own_add", "people:take_back", "people:forget"}
_BY_PROVIDER = {"provider:receipt", "provider:text"}
# The API denies by itself: a sender shows its token.
_BY_SENDER = {"api:referrals"}
_BY_A_MACHINE = _BY_PROVIDER | _BY_SENDER


def test_every_route_is_registered() -> None:
    found = {route.name for route in every_route() if not _is_package(route.name)}

    missing = sorted(found - _NAMES)

    assert not missing, (
        f"Not in tests/access/routes.py: {', '.join(missing)}. Add a line there saying who may "
        "open it, which right it needs and which methods it answers."
    )


def test_every_registered_route_exists_and_stands_there_once() -> None:
    found = {route.name for route in every_route()}

    assert sorted(_NAMES - found) == []
    assert len(_NAMES) == len(ROUTES)


def test_every_route_has_a_name() -> None:
    nameless = [route.path for route in every_route() if route.name.endswith((":", "None"))]

    assert [path for path in nameless if not path.startswith("admin/")] == []
    assert [route.path for route in every_route() if not route.name] == []


def test_sign_in_is_waived_only_in_the_named_places() -> None:
    allowed = {"health-live", "health-ready", "admin:login"} | _BY_LINK | _TO_REFER | _BY_A_MACHINE

    waived = {
        route.name for route in every_route() if not getattr(route.view, "login_required", True)
    }

    ours = {name for name in waived if not name.startswith("account_")}
    assert ours == allowed
    assert waived - ours <= CLOSED | {"account_login", "account_logout", "account_inactive"}


def test_what_is_registered_as_open_is_what_is_waived() -> None:
    open_routes = {route.name for route in ROUTES if route.kind is Kind.OPEN}

    assert open_routes == {"health-live", "health-ready"} | _BY_LINK | _TO_REFER | _BY_A_MACHINE


def test_a_record_page_finds_its_patient_by_the_referrals_reference_and_names_one_right() -> None:
    paths = {route.name: route.path for route in every_route()}

    for route in ROUTES:
        if route.kind is Kind.RECORD:
            assert "reference>" in paths[route.name], route.name
            assert len(route.needs) == 1, route.name


def test_a_page_without_a_record_takes_no_patients_reference() -> None:
    paths = {route.name: route.path for route in every_route()}

    for route in ROUTES:
        named = _BY_LINK | _OWN_RECORD | {"refer:step"}
        if route.kind in {Kind.OPEN, Kind.ANYONE} and route.name not in named:
            assert "<" not in paths[route.name], route.name


def test_a_page_for_patients_is_found_by_its_token_and_nothing_else() -> None:
    paths = {route.name: route.path for route in every_route()}

    for name in _BY_LINK:
        assert "token>" in paths[name], name
        assert "reference>" not in paths[name], name


def _is_package(name: str) -> bool:
    """The admin has its own test; allauth's closed pages are named in CLOSED."""
    return name.startswith("admin:") or name in CLOSED
