"""Two tabs or two people at one meeting: each case is decided once, a meeting is signed once, and
two people are in one place at a time.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from unittest.mock import patch

import pgtrigger
import pytest
from django.db import IntegrityError, connection

from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from supervision.actions import decisions, moving, sessions
from supervision.actions.decisions import Decided, record_decision
from supervision.models import DecisionCode, SupervisionDecision, SupervisionSession
from supervision.planning import times
from tests.factories.caseload import risk_action
from tests.factories.supervision import SessionFactory

AT_ONCE = 4


def _race(act: Callable[[int], object]) -> list[str]:
    """Everybody starts together, each on a connection of their own."""
    gate = Barrier(AT_ONCE)

    def one(place: int) -> str:
        try:
            gate.wait(timeout=10)
            act(place)
        except (Refused, IntegrityError):
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def meeting(referral, priya, sam, now):
    risk_action(referral, owner=priya)
    session = SessionFactory(supervisor=sam, supervisee=priya, starts_at=now)
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    return session


def _decide(meeting, sam, now, _place=0):
    decided = Decided(DecisionCode.CONTINUE, review_on=now.date() + timedelta(days=7))
    record_decision(session=meeting, place=1, decided=decided, by=sam, now=now, policy=DEFAULT)


@pytest.mark.django_db(transaction=True)
def test_a_case_decided_in_many_tabs_at_once_is_decided_once(meeting, sam, now):
    outcomes = _race(lambda place: _decide(meeting, sam, now, place))

    assert outcomes == ["done"] + ["refused"] * (AT_ONCE - 1)
    assert SupervisionDecision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_meeting_signed_in_many_tabs_at_once_is_signed_once(meeting, sam, now):
    _decide(meeting, sam, now)

    outcomes = _race(lambda _: sessions.sign_off(session=meeting, by=sam, now=now))

    assert outcomes == ["done"] + ["refused"] * (AT_ONCE - 1)
    assert AuditEntry.objects.filter(event="MEETING_SIGNED").count() == 1


def _not_held(session: SupervisionSession, *, by: object) -> SupervisionSession:
    """The guard off: the meeting as it stands, held against nobody."""
    return SupervisionSession.objects.get(pk=session.pk)


def _after(gate: Barrier, work: Callable[..., object]) -> Callable[..., object]:
    """What comes next waits until everybody is as far."""

    def one(*args: object, **facts: object) -> object:
        result = work(*args, **facts)
        gate.wait(timeout=10)
        return result

    return one


@pytest.fixture
def decided_often():
    """Without the database's rule; what it would refuse is gone before it stands again."""
    table, rule = "supervision_supervisiondecision", "supervision_each_case_decided_once"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {rule}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {rule} UNIQUE (item_id)")


@pytest.mark.django_db(transaction=True)
def test_twin_with_nothing_held_a_case_is_decided_many_times(meeting, decided_often, sam, now):
    looked = _after(Barrier(AT_ONCE), decisions.refuse_days)
    with (
        patch("supervision.actions.decisions.held_open", _not_held),
        patch("supervision.actions.decisions.refuse_days", looked),
        patch("supervision.actions.decisions._follow_on", _after(Barrier(AT_ONCE), _nothing)),
    ):
        outcomes = _race(lambda place: _decide(meeting, sam, now, place))

    assert outcomes == ["done"] * AT_ONCE
    assert SupervisionDecision.objects.count() == AT_ONCE


def _nothing(*_: object, **__: object) -> None:
    """Nothing follows on the case itself."""


@pytest.mark.django_db(transaction=True)
def test_twin_with_nothing_held_a_meeting_is_signed_many_times(meeting, sam, now):
    _decide(meeting, sam, now)
    looked = _after(Barrier(AT_ONCE), sessions._refuse_undecided)

    def sign(_place: int) -> None:
        with pgtrigger.ignore("supervision.SupervisionSession:signed_meeting_is_fixed"):
            sessions.sign_off(session=meeting, by=sam, now=now)

    with (
        patch("supervision.actions.sessions.held_open", _not_held),
        patch("supervision.actions.sessions._refuse_undecided", looked),
    ):
        outcomes = _race(sign)

    assert outcomes == ["done"] * AT_ONCE
    assert AuditEntry.objects.filter(event="MEETING_SIGNED").count() == AT_ONCE


@pytest.fixture
def four(sam, priya, tom, trainee, leah, now):
    """Four people who meet Sam tomorrow, each at an hour of their own."""
    return [
        SessionFactory(
            supervisor=sam, supervisee=person, starts_at=now + timedelta(days=1, hours=hour)
        )
        for hour, person in enumerate((priya, tom, trainee, leah))
    ]


def _all_to_one_hour(four, sam, now):
    at = (now + timedelta(days=2)).replace(hour=10, minute=0)
    outcomes = _race(
        lambda place: moving.move_meeting(
            session=four[place], starts_at=at, by=sam, now=now, policy=DEFAULT
        )
    )
    return outcomes, SupervisionSession.objects.filter(starts_at=at).count()


@pytest.mark.django_db(transaction=True)
def test_a_supervisor_is_in_one_meeting_however_many_are_moved_there_at_once(four, sam, now):
    outcomes, there = _all_to_one_hour(four, sam, now)

    assert (outcomes, there) == (["done"] + ["refused"] * (AT_ONCE - 1), 1)


@pytest.mark.django_db(transaction=True)
def test_twin_with_nobody_held_she_is_in_many_meetings_at_once(four, sam, now):
    gate = Barrier(AT_ONCE)

    def looked(*args, **facts):
        """Each has looked before any has moved."""
        times.refuse_time(*args, **facts)
        gate.wait(timeout=10)

    with (
        patch("supervision.actions.moving.hold_people"),
        patch("supervision.actions.moving.refuse_time", looked),
    ):
        outcomes, there = _all_to_one_hour(four, sam, now)

    assert (outcomes, there) == (["done"] * AT_ONCE, AT_ONCE)
