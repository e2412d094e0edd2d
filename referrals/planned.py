"""Statements that the database plans once for each connection, not each time: of a wide query about
one id, planning is most of the cost.
"""

import itertools
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from weakref import WeakSet

from django.db import connection
from psycopg2.extensions import AsIs  # type: ignore[import-untyped]

_NUMBERS = itertools.count(1)
_IS_SENT_WHOLE = ContextVar("sent_whole", default=False)
# A moment is a date too: the nearer type stands first.
_TYPES = ((int, "bigint"), (str, "text"), (datetime, "timestamptz"), (date, "date"))


@contextmanager
def sent_whole() -> Iterator[None]:
    """Within it every statement is sent with all its words, planned anew: for whoever reads the
    same query of other rows than those of today.
    """
    before = _IS_SENT_WHOLE.set(True)  # noqa: FBT003 - the one thing it says
    try:
        yield
    finally:
        _IS_SENT_WHOLE.reset(before)


class Planned:
    """A query in SQL in which stand-ins, all different, hold the places of values. `lists` are the
    stand-ins for lists of ids.
    """

    def __init__(
        self,
        sql: str,
        parameters: Sequence[Any],
        *,
        stand_ins: Sequence[Any],
        lists: Sequence[Any] = (),
    ) -> None:
        self._sql, self._parameters, self._lists = sql, parameters, lists
        self._stand_ins = [one for one in stand_ins if one in parameters]
        self._name = f"planned_{next(_NUMBERS)}"
        places = ", ".join(["%s"] * len(self._stand_ins))
        self._execute = f"EXECUTE {self._name} ({places})"
        self._known_to: WeakSet[Any] = WeakSet()

    def about(self, given: Mapping[Any, Any]) -> tuple[str, list[Any]]:
        """The statement to run for these values, given by their stand-ins, and its parameters."""
        if _IS_SENT_WHOLE.get():
            return self._sql, [_given(one, given) for one in self._parameters]
        connection.ensure_connection()
        if connection.connection not in self._known_to:
            self._plan()
        return self._execute, [given[one] for one in self._stand_ins]

    def _plan(self) -> None:
        """Tell the connection the query. It knows it until it closes, whatever becomes of the
        transaction: so this is no statement of the page that happens to come first.
        """
        places = {one: AsIs(f"${number}") for number, one in enumerate(self._stand_ins, start=1)}
        types = ", ".join(
            "bigint[]" if one in self._lists else _type(one) for one in self._stand_ins
        )
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            query = cursor.mogrify(self._sql, [places.get(one, one) for one in self._parameters])
            cursor.execute(f"PREPARE {self._name} ({types}) AS {query.decode()}")
        self._known_to.add(connection.connection)


def _given(one: Any, given: Mapping[Any, Any]) -> Any:
    """What stands for a parameter: itself, where it is no stand-in. Some are lists of words."""
    return given.get(one, one) if isinstance(one, Hashable) else one


def _type(stand_in: Any) -> str:
    return next(name for kind, name in _TYPES if isinstance(stand_in, kind))
