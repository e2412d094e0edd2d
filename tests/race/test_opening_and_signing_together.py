"""Two supervisors at one meeting: it is opened once, and nothing is decided in a signed one."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from unittest.mock import patch

import pytest
from django.db import IntegrityError, InternalError, OperationalError, connection, transaction

from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from supervision.actions import decisions, sessions
from supervision.actions.decisions import Decided, record_decision
from supervision.meeting import agenda
from supervision.models import (
    DecisionCode,
    Part,
    SupervisionDecision,
    SupervisionItem,
    SupervisionSession,
)
from tests.factories.caseload import in_treatment, risk_action
from tests.factories.supervision import SessionFactory

AT_ONCE = 4
# How long whoever signs is given to get there first: with the meeting held it never does.
_LONG_ENOUGH = 2
_A_MOMENT = 0.5


@pytest.fixture
def meeting(referral, priya, sam, now):
    risk_action(referral, owner=priya)
    return SessionFactory(supervisor=sam, supervisee=priya, starts_at=now)


def _together(*acts: Callable[[], object]) -> list[str]:
    """Each on a connection of its own; what became of them, in their order."""

    def one(act: Callable[[], object]) -> str:
        try:
            act()
        except Refused:
            return "refused"
        except (IntegrityError, InternalError, OperationalError):
            return "broken"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def _not_held(session: SupervisionSession, *, by: object) -> SupervisionSession:
    """The guard off: the meeting as it stands, held against nobody."""
    return SupervisionSession.objects.get(pk=session.pk)


def _open_together(meeting, sam, now) -> list[str]:
    gate = Barrier(AT_ONCE)

    def act() -> None:
        gate.wait(timeout=10)
        sessions.open_session(session=meeting, by=sam, now=now, policy=DEFAULT)

    return _together(*[act] * AT_ONCE)


@pytest.mark.django_db(transaction=True)
def test_a_meeting_opened_in_many_tabs_at_once_is_opened_once(meeting, sam, now):
    assert _open_together(meeting, sam, now) == ["done"] * AT_ONCE

    assert SupervisionItem.objects.count() == 1
    assert AuditEntry.objects.filter(event="MEETING_OPENED").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_with_nothing_held_all_but_one_end_in_an_error(meeting, sam, now):
    gate, live = Barrier(AT_ONCE), agenda.live

    def looked(*args: object, **facts: object) -> object:
        """Each has worked out the list before any has kept it."""
        page = live(*args, **facts)
        gate.wait(timeout=10)
        return page

    with (
        patch("supervision.actions.sessions.held", _not_held),
        patch("supervision.actions.sessions.agenda.live", looked),
    ):
        outcomes = _open_together(meeting, sam, now)

    assert sorted(outcomes) == ["broken"] * (AT_ONCE - 1) + ["done"]


@pytest.fixture
def with_one_moved(meeting, priya, north, sam, now):
    """The case of the agenda is decided; another one was moved, and may still be decided today."""
    sessions.open_session(session=meeting, by=sam, now=now, policy=DEFAULT)
    _decide(meeting, sam, now, place=1)
    SupervisionItem.objects.create(
        session=meeting,
        referral=in_treatment(priya, north),
        part=Part.MOVED,
        place=2,
        look_by=now.date() + timedelta(days=20),
    )
    return meeting


def _decide(meeting, sam, now, *, place):
    decided = Decided(DecisionCode.CONTINUE, review_on=now.date() + timedelta(days=7))
    record_decision(session=meeting, place=place, decided=decided, by=sam, now=now, policy=DEFAULT)


def _signed_while_deciding(meeting, sam, now) -> tuple[list[str], bool]:
    """One tab is about to decide as another signs: what became of both, and was it signed before
    the decision was written?
    """
    deciding, signed, was_signed = Event(), Event(), []
    refuse_days = decisions.refuse_days

    def about_to(*args: object, **facts: object) -> None:
        refuse_days(*args, **facts)
        deciding.set()
        was_signed.append(signed.wait(timeout=_LONG_ENOUGH))

    def sign() -> None:
        deciding.wait(timeout=10)
        sessions.sign_off(session=meeting, by=sam, now=now)
        signed.set()

    with patch("supervision.actions.decisions.refuse_days", about_to):
        outcomes = _together(lambda: _decide(meeting, sam, now, place=2), sign)
    return outcomes, was_signed[0]


@pytest.mark.django_db(transaction=True)
def test_whoever_signs_waits_for_a_decision_that_is_being_written(with_one_moved, sam, now):
    assert _signed_while_deciding(with_one_moved, sam, now) == (["done", "done"], False)

    with_one_moved.refresh_from_db()
    assert with_one_moved.signed_at == now


@pytest.fixture
def no_rule():
    """Without what the database refuses by itself."""
    table = "supervision_supervisiondecision"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.django_db(transaction=True)
def test_twin_with_nothing_held_a_decision_is_written_into_a_signed_meeting(
    with_one_moved, no_rule, sam, now
):
    with patch("supervision.actions.decisions.held_open", _not_held):
        outcomes = _signed_while_deciding(with_one_moved, sam, now)

    assert outcomes == (["done", "done"], True)


@pytest.mark.django_db(transaction=True)
def test_with_nothing_held_the_database_refuses_a_decision_into_a_signed_meeting(
    with_one_moved, sam, now
):
    with patch("supervision.actions.decisions.held_open", _not_held):
        outcomes = _signed_while_deciding(with_one_moved, sam, now)

    assert outcomes == (["broken", "done"], True)
    assert SupervisionDecision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_waits_for_whoever_is_signing(with_one_moved, sam, now):
    """Signed and not yet kept, as a decision is written past all actions: it waits, then fails."""
    item, signed, trying = with_one_moved.items.get(place=2), Event(), Event()

    def sign() -> None:
        with transaction.atomic():
            sessions.sign_off(session=with_one_moved, by=sam, now=now)
            signed.set()
            trying.wait(timeout=10)
            time.sleep(_A_MOMENT)

    def write() -> None:
        signed.wait(timeout=10)
        trying.set()
        SupervisionDecision.objects.create(
            item=item, code=DecisionCode.CONTINUE, review_on=now.date(), by=sam, at=now
        )

    assert _together(sign, write) == ["done", "broken"]
    assert SupervisionDecision.objects.count() == 1
