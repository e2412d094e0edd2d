"""The application's database role reads and writes rows; it may not change a table."""

import psycopg2
import pytest
from django.db import connection

from pwpservice import grants


@pytest.fixture
def application(django_db_setup):
    """A connection to the test database as web, worker and beat have it."""
    parameters = connection.get_connection_params() | {"user": grants.APP_ROLE}
    made = psycopg2.connect(
        dbname=parameters["dbname"], user=parameters["user"], host=parameters["host"]
    )
    yield made
    made.rollback()
    made.close()


def ask(application, statement: str) -> object:
    with application.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def test_it_owns_nothing_and_is_no_superuser(application):
    assert ask(application, "SELECT current_user") == "step2_app"
    assert (
        ask(application, "SELECT count(*) FROM pg_class WHERE relowner = 'step2_app'::regrole") == 0
    )
    assert (
        ask(
            application,
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user",
        )
        is False
    )


LESS = {"audit_auditentry", "audit_chainhead", "django_migrations"}


def rights() -> dict[str, set[str]]:
    """What the role may do to each table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'step2_app' AND table_schema = 'public'"
        )
        found: dict[str, set[str]] = {
            name: set() for name in connection.introspection.table_names()
        }
        for table, right in cursor.fetchall():
            found[table].add(right)
    return found


@pytest.mark.django_db
def test_it_may_read_and_write_rows_of_every_table_and_empty_none():
    given = rights()

    assert given.keys() > LESS
    for table in given.keys() - LESS:
        assert given[table] == {"SELECT", "INSERT", "UPDATE", "DELETE"}, table
    assert given["audit_auditentry"] == {"SELECT", "INSERT"}
    assert given["audit_chainhead"] == {"SELECT", "INSERT", "UPDATE"}
    assert given["django_migrations"] == {"SELECT"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET result = 'changed'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
        "DELETE FROM audit_chainhead",
        "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
        "DROP TABLE audit_auditentry",
        "ALTER TABLE staff_staffmember ADD COLUMN more text",
        "TRUNCATE staff_staffmember CASCADE",
        "CREATE TABLE mine (a int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = replica",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "CREATE EXTENSION hstore",
        "SET ROLE step2_owner",
    ],
)
def test_it_may_not(application, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(application, statement)


@pytest.mark.django_db
def test_giving_the_rights_again_changes_nothing():
    before = rights()

    assert grants.give(connection) is True

    assert rights() == before
