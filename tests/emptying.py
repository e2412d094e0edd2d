"""How a test that commits is cleared up after: the rows it left are deleted.

Django would empty every table there is, and write its own anew: longer than most of these tests.
"""

import contextlib
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import psycopg2
from django.db import connection
from django.test import TransactionTestCase
from psycopg2 import sql

# Set where the servers are a test run's own: nobody else may pass triggers and keys by.
SUPERUSER = "STEP2_TEST_SUPERUSER_URL"
# What Django writes of models and rights: the same after every test.
_STAYS = {"django_content_type", "auth_permission"}


@contextlib.contextmanager
def by_deleting() -> Iterator[None]:
    """Until its end, where there is a superuser to do it; elsewhere all is as Django has it."""
    if SUPERUSER not in os.environ:
        yield
        return
    django_does = TransactionTestCase._fixture_teardown
    with contextlib.closing(
        psycopg2.connect(os.environ[SUPERUSER], dbname=connection.settings_dict["NAME"])
    ) as superuser:
        TransactionTestCase._fixture_teardown = lambda _test: _delete_all(superuser)
        yield
    TransactionTestCase._fixture_teardown = django_does


def _delete_all(superuser: Any) -> None:
    with superuser, superuser.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '10s'"
        )
        # As emptying a table does: whoever still writes is waited for.
        cursor.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(_tables()))
        cursor.execute(_which_hold_rows())
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


@cache
def _names() -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted({*found} - _STAYS)


def _tables() -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, _names()))


@cache
def _which_hold_rows() -> sql.Composable:
    asked = "SELECT {} WHERE EXISTS (SELECT FROM {})"
    return sql.SQL(" UNION ALL ").join(
        sql.SQL(asked).format(sql.Literal(name), sql.Identifier(name)) for name in _names()
    )
