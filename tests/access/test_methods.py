"""Methods a route does not know are refused; looking changes nothing but the trail."""

from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.db import connection
from django.test import Client

from referrals.models import Referral
from staff.models import Grade, StaffMember, SupervisionPairing, Team
from staff.roles import Role
from tests import personas
from tests.access.routes import ROUTES, Kind, Route
from tests.access.world import address
from tests.conftest import StaffClient
from tests.factories import caseload, referrals, skills
from tests.factories.overtime import shown_by
from tests.factories.staff import CoverFactory, MembershipFactory, TeamFactory
from tests.factories.supervision import SessionFactory

pytestmark = pytest.mark.django_db

_OURS = [
    route for route in ROUTES if route.kind is not Kind.SIGN_IN and route.name != "staff:closed"
]
_LOOKED_AT = [route for route in _OURS if "GET" in route.methods]
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# A look leaves a line on the trail, and the session says when its owner was last seen.
_WRITTEN_BY_LOOKING = {"audit_auditentry", "audit_chainhead", "django_session"}
# Drawn of somebody who has just been referred, and of nobody else.
_OF_A_NEW_PERSON = {"triage"}


@dataclass(frozen=True)
class _World:
    """Somebody signed in who may do everything, and a person on a caseload."""

    cookies: SimpleCookie
    referral: Referral


@pytest.fixture(scope="module")
@time_machine.travel(personas.NOW, tick=False)
def world(kept: None) -> _World:
    """Made once: each test puts back what it does to it."""
    team = TeamFactory(name="North team")
    sam = personas.member("Sam Okafor", role=Role.SENIOR_PWP, team=team, grade=Grade.SENIOR_PWP)
    priya = personas.priya_in(team, supervisor=sam)
    browser = StaffClient()
    browser.force_login(_everything(priya, team))
    return _World(browser.cookies, caseload.in_treatment(priya, team))


@pytest.fixture
def referral(world: _World) -> Referral:
    """On Priya's caseload."""
    return Referral.objects.get(pk=world.referral.pk)


@pytest.fixture
def client(world: _World) -> StaffClient:
    """The browser of whoever may do everything."""
    browser = StaffClient()
    browser.cookies = world.cookies.copy()
    return browser


def _everything(priya: StaffMember, team: Team) -> StaffMember:
    """Leah in every role, covering, supervising and meeting Priya, who shows her signs of her
    overtime: methods are asked about here, not rights.
    """
    leah = personas.member("Leah Morgan", role=Role.SERVICE_LEAD, team=team)
    for role in set(Role) - {Role.SERVICE_LEAD}:
        MembershipFactory(staff=leah, team=team, role=role)
    CoverFactory(covered=priya, coverer=leah)
    SupervisionPairing.objects.filter(supervisee=priya).update(supervisor=leah)
    SessionFactory(supervisor=leah, supervisee=priya)
    skills.group(leah, priya)
    shown_by(priya, to=leah)
    return leah


@pytest.mark.parametrize("route", _OURS, ids=lambda route: route.name)
def test_an_unknown_method_is_refused(
    route: Route, client: Client, referral: Referral, clock: object
) -> None:
    path = address(route, referral)
    unknown = [method for method in _METHODS if method not in route.methods]

    statuses = {method: client.generic(method, path).status_code for method in unknown}

    assert statuses == dict.fromkeys(unknown, 405)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("route", _LOOKED_AT, ids=lambda route: route.name)
def test_looking_changes_nothing(
    route: Route,
    method: str,
    client: Client,
    referral: Referral,
    clock: object,
) -> None:
    is_new = route.name in _OF_A_NEW_PERSON
    path = address(route, referrals.received(referral.team) if is_new else referral)
    before = _rows_written()

    response = client.generic(method, path)

    drawn = {200, 302, 303, 503}
    assert response.status_code in (drawn if method == "GET" else drawn | {405})
    assert {
        table: written
        for table, written in _rows_written().items()
        if written != before.get(table, 0) and table not in _WRITTEN_BY_LOOKING
    } == {}


def _rows_written() -> dict[str, int]:
    """Rows written in this transaction, table by table, as PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())
