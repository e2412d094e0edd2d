"""The matrix: every route, every persona, every relation, and what is answered."""

import pytest
from django.test import Client

from referrals.models import Referral
from staff.models import StaffMember, Team
from staff.roles import DUTY_ON_OPEN_RISK, ELSEWHERE, RECORD_ACCESS, Permission, Relation, Role
from tests.access.people import EVERY_ROLE, persona
from tests.access.routes import ROUTES, Kind, Route
from tests.access.world import RISK_ELSEWHERE, address, around

pytestmark = pytest.mark.django_db

# Let in: drawn, done, sent on, or told what is wrong with an empty form.
_IN = {200, 204, 302, 303, 400, 409, 422}
_RECORDS = [route for route in ROUTES if route.kind is Kind.RECORD]
_PAGES = [route for route in ROUTES if route.kind is Kind.PAGE]
_ANYONE = [route for route in ROUTES if route.kind is Kind.ANYONE and route.name != "staff:closed"]


@pytest.mark.slow
@EVERY_ROLE
def test_a_record_opens_where_the_table_says_so_and_nowhere_else(
    role: Role, request: pytest.FixtureRequest, client: Client, clock: object, north: Team
) -> None:
    person = persona(request, role)
    world = around(person, north)
    client.force_login(person)

    wrong = [
        f"{method} {route.name} as {role.label} on {relation}: {status}"
        for relation, referral in world.items()
        for route in _RECORDS
        for method, status in _asked(client, route, referral)
        if (status in _IN) != _may(role, relation, route.needs[0]) or status not in _IN | {404}
    ]

    assert wrong == []


@pytest.mark.slow
@EVERY_ROLE
def test_a_page_without_a_record_needs_its_right(
    role: Role, request: pytest.FixtureRequest, client: Client, clock: object
) -> None:
    client.force_login(persona(request, role))

    wrong = [
        f"{method} {route.name} as {role.label}: {status}"
        for route in _PAGES
        for method, status in _asked(client, route, None)
        if (status == 403) == bool(set(route.needs) & ELSEWHERE[role])
        or status not in _IN | {403, 404}
    ]

    assert wrong == []


@EVERY_ROLE
def test_what_is_for_everybody_opens_for_everybody(
    role: Role, request: pytest.FixtureRequest, client: Client, clock: object
) -> None:
    client.force_login(persona(request, role))

    statuses = {
        (route.name, method): status
        for route in _ANYONE
        for method, status in _asked(client, route, None)
    }

    assert {name for name, status in statuses.items() if status not in _IN} == set()


def test_a_stranger_is_sent_to_sign_in_by_every_route_that_is_not_open(
    client: Client, referral: Referral
) -> None:
    wrong = []
    for route in (*_RECORDS, *_PAGES, *_ANYONE):
        path = address(route, referral)
        for method in route.methods:
            response = client.generic(method, path)
            if response.status_code != 302 or not response["Location"].startswith(
                "/account/login/"
            ):
                wrong.append(f"{method} {route.name}: {response.status_code}")

    assert wrong == []


def test_somebody_whose_account_was_switched_off_is_a_stranger(
    client: Client, priya: StaffMember, referral: Referral, clock: object
) -> None:
    client.force_login(priya)
    StaffMember.objects.filter(pk=priya.pk).update(is_active=False)

    statuses = {
        client.generic(method, address(route, referral)).status_code
        for route in (*_RECORDS, *_PAGES, *_ANYONE)
        for method in route.methods
    }

    assert statuses == {302}


@EVERY_ROLE
def test_the_closed_pages_of_the_sign_in_package_do_not_exist(
    role: Role, request: pytest.FixtureRequest, client: Client, clock: object
) -> None:
    client.force_login(persona(request, role))
    paths = ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/"]

    statuses = {client.get(f"/account/{path}").status_code for path in paths}

    assert statuses == {404}


@EVERY_ROLE
def test_django_admin_opens_for_the_system_administrator_alone(
    role: Role, request: pytest.FixtureRequest, client: Client, clock: object
) -> None:
    person = persona(request, role)
    client.force_login(person)
    lists = ["staffmember", "team", "membership", "supervisionpairing", "cover", "duty", "absence"]

    opened = {name for name in lists if client.get(f"/admin/staff/{name}/").status_code == 200}

    assert opened == (set(lists) if role is Role.SYSTEM_ADMINISTRATOR else set())


def _asked(client: Client, route: Route, referral: Referral | None) -> list[tuple[str, int]]:
    path = address(route, referral)
    return [
        (method, client.generic(method, path).status_code)
        for method in sorted(route.methods)
        if method in {"GET", "POST"}
    ]


def _may(role: Role, relation: str, needs: Permission) -> bool:
    """By the table; `around` gives the duty senior every relation, and one with open risk."""
    if relation == RISK_ELSEWHERE:
        if role is Role.DUTY_LEAD and needs in DUTY_ON_OPEN_RISK:
            return True
        relation = Relation.OTHER_TEAM.value
    found = set(RECORD_ACCESS[role].get(Relation(relation), frozenset()))
    if relation == Relation.MINE.value:
        found |= RECORD_ACCESS[role].get(Relation.SAME_TEAM, frozenset())
    if relation == Relation.SUPERVISEE.value:
        found |= RECORD_ACCESS[role].get(Relation.OTHER_TEAM, frozenset())
    return needs in found
