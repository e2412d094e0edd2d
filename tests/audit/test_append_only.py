"""The trail can only be added to: by trigger against all, by privilege against the service."""

from collections.abc import Iterator
from datetime import datetime

import psycopg2
import pytest
from django.db import InternalError, connection, transaction
from psycopg2.errors import InsufficientPrivilege

from audit import trail
from audit.events import Event
from audit.models import AuditEntry
from pwpservice.grants import APP_ROLE
from tests.audit.tampering import triggers_off

pytestmark = pytest.mark.django_db

_REFUSED = [
    "UPDATE audit_auditentry SET result = 'changed' WHERE false",
    "DELETE FROM audit_auditentry WHERE false",
    "TRUNCATE audit_auditentry",
    "DELETE FROM audit_chainhead WHERE false",
    "TRUNCATE audit_chainhead",
    "ALTER TABLE audit_auditentry DISABLE TRIGGER USER",
    "DROP TABLE audit_auditentry",
    "CREATE TABLE mine (id int)",
    "SET session_replication_role = 'replica'",
]


@pytest.fixture
def entry(now: datetime) -> AuditEntry:
    trail.record(Event.REFERRAL_MOVED, by=None, at=now, patient_id=1)
    return AuditEntry.objects.get()


@pytest.fixture
def as_the_service() -> Iterator[psycopg2.extensions.connection]:
    """A connection with the rights of web, worker and beat."""
    own = connection.settings_dict
    with psycopg2.connect(
        dbname=own["NAME"], user=APP_ROLE, host=own["HOST"], port=own["PORT"] or None
    ) as opened:
        yield opened
        opened.rollback()
    opened.close()


@pytest.mark.parametrize("change", ["UPDATE", "DELETE"])
def test_the_trigger_append_only_refuses(change: str, entry: AuditEntry) -> None:
    statement = {
        "UPDATE": "UPDATE audit_auditentry SET result = 'changed'",
        "DELETE": "DELETE FROM audit_auditentry",
    }[change]

    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        _run(statement)

    assert AuditEntry.objects.get().result == "done"


def test_twin_without_the_trigger_the_same_change_goes_through(entry: AuditEntry) -> None:
    with triggers_off():
        _run("UPDATE audit_auditentry SET result = 'changed'")

    assert AuditEntry.objects.get().result == "changed"


@pytest.mark.parametrize("statement", _REFUSED)
def test_the_services_own_role_may_only_add(
    statement: str, as_the_service: psycopg2.extensions.connection
) -> None:
    with as_the_service.cursor() as cursor, pytest.raises(InsufficientPrivilege):
        cursor.execute(statement)


def test_twin_the_tables_owner_would_be_allowed() -> None:
    _run("UPDATE audit_auditentry SET result = 'changed' WHERE false")
    _run("DELETE FROM audit_auditentry WHERE false")


def test_the_services_own_role_can_add_and_read(
    as_the_service: psycopg2.extensions.connection, now: datetime
) -> None:
    with as_the_service.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditentry (at, event, actor, acting_role, relation, about, shown,"
            " changes, route, request_id, source, result, chain, position, previous_hash, hash)"
            " VALUES (%s, 'JOB_FINISHED', 'system', '', '', '', '{}', '{}', '', '', '', 'done',"
            " 'system', 0, '', '') RETURNING position, hash",
            [now],
        )
        position, seal = cursor.fetchone()

    assert position >= 1
    assert len(seal) == 64


def test_the_services_own_role_owns_nothing_and_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls,"
            " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = %s",
            [APP_ROLE],
        )
        assert cursor.fetchone() == (False, False, False, False, 0)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
