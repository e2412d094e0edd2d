"""Work on one patient does not wait for work on another; on the same patient it takes its turn."""

from collections.abc import Iterator
from datetime import datetime

import psycopg2
import pytest
from django.db import connection
from psycopg2.errors import LockNotAvailable

from audit import trail
from audit.events import Event

pytestmark = pytest.mark.django_db

_INSERT = (
    "INSERT INTO audit_auditentry (at, event, actor, acting_role, relation, about, shown, changes,"
    " route, request_id, source, result, chain, position, previous_hash, hash)"
    " VALUES (%s, 'JOB_FINISHED', 'system', '', '', '', '{}', '{}', '', '', '', 'done', %s, 0,"
    " '', '')"
)


@pytest.fixture
def another() -> Iterator[psycopg2.extensions.connection]:
    """A second worker, who gives up soon rather than wait."""
    own = connection.settings_dict
    opened = psycopg2.connect(
        dbname=own["NAME"],
        user=own["USER"],
        host=own["HOST"],
        port=own["PORT"] or None,
        options="-c lock_timeout=200",
    )
    yield opened
    opened.rollback()
    opened.close()


def test_two_patients_chains_are_independent(
    another: psycopg2.extensions.connection, now: datetime
) -> None:
    trail.record(Event.REFERRAL_MOVED, by=None, at=now, patient_id=1)

    with another.cursor() as cursor:
        cursor.execute(_INSERT, [now, "patient:2"])

        assert cursor.rowcount == 1


def test_twin_one_patients_chain_is_taken_in_turn(
    another: psycopg2.extensions.connection, now: datetime
) -> None:
    trail.record(Event.REFERRAL_MOVED, by=None, at=now, patient_id=1)

    with another.cursor() as cursor, pytest.raises(LockNotAvailable):
        cursor.execute(_INSERT, [now, "patient:1"])
