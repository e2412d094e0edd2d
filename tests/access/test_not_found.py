"""A foreign record and one that does not exist look the same, to the last header."""

import re
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from audit.events import Event
from audit.models import AuditEntry
from referrals.models import Referral
from staff.models import Grade, StaffMember
from staff.roles import Role
from tests import personas
from tests.access.routes import ROUTES, Kind, Route
from tests.access.world import ABSENT, address
from tests.conftest import StaffClient
from tests.factories import caseload
from tests.factories.staff import TeamFactory

pytestmark = pytest.mark.django_db

_RECORDS = [route for route in ROUTES if route.kind is Kind.RECORD]
# What differs between any two answers: the number to quote, the form's token.
_PASSING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"csrfmiddlewaretoken\" value=\"\w+\"")


@dataclass(frozen=True)
class _World:
    """Tom of the south team, signed in, and a person on a caseload of the north."""

    tom: StaffMember
    cookies: SimpleCookie
    referral: Referral


@pytest.fixture(scope="module")
@time_machine.travel(personas.NOW, tick=False)
def world(kept: None) -> _World:
    """Made once: each test puts back what it does to it."""
    north, south = TeamFactory(name="North team"), TeamFactory(name="South team")
    pwp = {"role": Role.PWP, "grade": Grade.PWP}
    tom = personas.member("Tom Ellis", team=south, **pwp)
    priya = personas.member("Priya Raman", team=north, **pwp)
    browser = StaffClient()
    browser.force_login(tom)
    return _World(tom, browser.cookies, caseload.in_treatment(priya, north))


@pytest.fixture
def tom(world: _World) -> StaffMember:
    """Whose browser asks."""
    return world.tom


@pytest.fixture
def referral(world: _World) -> Referral:
    """Not his to open."""
    return Referral.objects.get(pk=world.referral.pk)


@pytest.fixture
def client(world: _World) -> StaffClient:
    """Tom's browser."""
    browser = StaffClient()
    browser.cookies = world.cookies.copy()
    return browser


@pytest.mark.parametrize("route", _RECORDS, ids=lambda route: route.name)
def test_a_foreign_record_answers_exactly_like_an_absent_one(
    route: Route, client: Client, referral: Referral, clock: object
) -> None:
    foreign_path, absent_path = address(route, referral), address(route, None)

    for method in sorted(route.methods):
        foreign = client.generic(method, foreign_path)
        absent = client.generic(method, absent_path)

        assert foreign.status_code == absent.status_code == 404
        assert _body(foreign, referral.reference) == _body(absent, ABSENT)
        assert _headers(foreign) == _headers(absent)


@pytest.mark.parametrize("route", _RECORDS, ids=lambda route: route.name)
def test_a_refusal_stands_on_the_trail_of_the_one_who_tried_not_of_the_patient(
    route: Route, client: Client, tom: StaffMember, referral: Referral, clock: object
) -> None:
    client.generic(sorted(route.methods)[0], address(route, referral))

    refused = AuditEntry.objects.get(event=Event.ACCESS_REFUSED)
    assert (refused.staff_id, refused.patient_id) == (tom.pk, None)
    assert (refused.referral_id, refused.result) == (referral.pk, "refused")
    assert not AuditEntry.objects.filter(event=Event.RECORD_VIEWED).exists()


def _body(response: HttpResponse, reference: str) -> str:
    return _PASSING.sub("", response.content.decode()).replace(reference, "")


def _headers(response: HttpResponse) -> dict[str, str]:
    return {
        name: value
        for name, value in response.headers.items()
        if name.lower() not in {"x-request-id", "x-correlation-id"}
    }
