"""People, places and the moment that every test may ask for by name."""

import gc
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client

from referrals.models import Referral
from staff.models import Grade, StaffMember, Team
from staff.roles import Role
from tests import emptying, personas
from tests.factories import caseload
from tests.factories.staff import TeamFactory

BACKEND = "staff.backends.StaffBackend"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, which is dropped at the end: a live server's thread may still hold it."""
    with emptying.by_deleting():
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND usename = current_user"
        )


def pytest_collection_finish() -> None:
    """What stands once the tests are collected is no garbage: to look through it again and again
    was a twentieth of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker begins one when the others are done."""
    items.sort(key=lambda item: [not item.get_closest_marker(name) for name in ("long", "slow")])


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What fixtures of this scope make stands for every test of a module; what a test makes goes
    with it, and all of it at the end of the module.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


class _NewSession(SessionStore):
    """Stored once, when its browser has signed in: it has no older key to be freed from."""

    @property
    def key_salt(self) -> str:
        """That of the store which reads it back; by itself it would be named after this class."""
        return SessionStore().key_salt

    def cycle_key(self) -> None:
        """Nothing has been stored under a key yet."""


class StaffClient(Client):
    """Django's client, signing in as the sign-in page does."""

    def force_login(self, user: Any, backend: str | None = BACKEND) -> None:
        """Django would store a session first, only to throw it away: half of all that it asks."""
        if settings.SESSION_COOKIE_NAME in self.cookies:
            super().force_login(user, backend=backend)
            return
        request = HttpRequest()
        request.session = _NewSession()
        login(request, user, backend)
        request.session.create()
        self.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key


@pytest.fixture
def client() -> StaffClient:
    """A browser nobody has signed in on."""
    return StaffClient()


@pytest.fixture
def now() -> datetime:
    """A working Tuesday, 9 June 2026, 10:24 in London."""
    return personas.NOW


@pytest.fixture
def today() -> date:
    """The day of `now`."""
    return personas.TODAY


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The edge's clock, standing still at `now`; `clock.shift(seconds)` moves it on."""
    with time_machine.travel(personas.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def north(db: None) -> Team:
    """The team of nearly everybody."""
    return TeamFactory(name="North team")


@pytest.fixture
def south(db: None) -> Team:
    """The other team."""
    return TeamFactory(name="South team")


@pytest.fixture
def sam(north: Team) -> StaffMember:
    """Senior PWP, supervises Priya and the trainee."""
    return personas.member("Sam Okafor", role=Role.SENIOR_PWP, team=north, grade=Grade.SENIOR_PWP)


@pytest.fixture
def priya(north: Team, sam: StaffMember) -> StaffMember:
    """PWP."""
    return personas.priya_in(north, supervisor=sam)


@pytest.fixture
def trainee(north: Team, sam: StaffMember) -> StaffMember:
    """Trainee PWP."""
    return personas.tess_in(north, supervisor=sam)


@pytest.fixture
def tom(south: Team) -> StaffMember:
    """PWP of the other team."""
    return personas.member("Tom Ellis", role=Role.PWP, team=south, grade=Grade.PWP)


@pytest.fixture
def leah(north: Team) -> StaffMember:
    """Service lead."""
    return personas.member("Leah Morgan", role=Role.SERVICE_LEAD, team=north)


@pytest.fixture
def ada(north: Team) -> StaffMember:
    """Administrator."""
    return personas.member("Ada Lewis", role=Role.ADMINISTRATOR, team=north)


@pytest.fixture
def dan(north: Team) -> StaffMember:
    """Data manager."""
    return personas.member("Dan Hughes", role=Role.DATA_MANAGER, team=north)


@pytest.fixture
def petra(north: Team) -> StaffMember:
    """Privacy officer."""
    return personas.member("Petra Novak", role=Role.PRIVACY_OFFICER, team=north)


@pytest.fixture
def sid(north: Team) -> StaffMember:
    """System administrator."""
    return personas.member("Sid Clarke", role=Role.SYSTEM_ADMINISTRATOR, team=north, is_staff=True)


@pytest.fixture
def duty(north: Team) -> StaffMember:
    """Dee, duty senior from 08:00 to 20:00 on that day; pages need the `clock` to see it."""
    return personas.dee_in(north)


@pytest.fixture
def inactive(north: Team) -> StaffMember:
    """Ivy, whose account was switched off."""
    return personas.member("Ivy Grant", role=Role.PWP, team=north, is_active=False)


@pytest.fixture
def referral(priya: StaffMember, north: Team) -> Referral:
    """On Priya's caseload, in treatment, one session signed."""
    return caseload.in_treatment(priya, north)
