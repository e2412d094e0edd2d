"""What one request costs: CPU of this process and of its database backend, and statements."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU in milliseconds and the number of statements."""

    application: float
    database: float
    queries: int

    @property
    def total(self) -> float:
        """Both together, in milliseconds."""
        return self.application + self.database


class Meter:
    """Measures calls on one persistent connection."""

    def __init__(self) -> None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        self.statements: list[str] = []

    def of(self, call: Callable[[], object]) -> Cost:
        """The cost of one call."""
        with self._counting():
            backend, own = self._backend_ns(), time.process_time_ns()
            call()
            own, backend = time.process_time_ns() - own, self._backend_ns() - backend
        return Cost(own / 1e6, backend / 1e6, len(self.statements))

    def _backend_ns(self) -> int:
        return int(self._backend.read_text().split()[0])

    @contextmanager
    def _counting(self):  # type: ignore[no-untyped-def]
        self.statements = []

        def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            if not sql.lstrip().upper().startswith(_NOT_COUNTED):
                self.statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield


def in_units(costs: Mapping[str, Sequence[Cost]]) -> dict[str, dict[str, float]]:
    """Medians of each page, in units of the same run: `U` is among what was measured."""
    u = statistics.median(cost.total for cost in costs["U"])
    return {
        name: {
            "U": round(statistics.median(cost.total for cost in kept) / u, 2),
            "ms": round(statistics.median(cost.total for cost in kept), 1),
            "database": round(statistics.median(cost.database for cost in kept), 1),
            "queries": max(cost.queries for cost in kept),
        }
        for name, kept in costs.items()
    }
