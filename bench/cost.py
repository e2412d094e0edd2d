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
    """CPU in milliseconds and the number of statements. `readers` are counted on request alone."""

    application: float
    database: float
    queries: int
    readers: float = 0

    @property
    def total(self) -> float:
        """All together, in milliseconds."""
        return self.application + self.database + self.readers


_READERS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'io worker'"


class Meter:
    """Measures calls on one persistent connection.

    `with_readers` counts the server's readers too: what a scan takes from outside of the buffers
    they copy for it, at a third to a half of its cost, and how much of that they get done before
    the backend does it itself depends on what else the machine does. On a server of nobody else.
    """

    def __init__(self, *, with_readers: bool = False) -> None:
        connection.ensure_connection()
        self._backend = _processes("SELECT pg_backend_pid()")
        self._readers = _processes(_READERS) if with_readers else []
        self.statements: list[str] = []

    def of(self, call: Callable[[], object]) -> Cost:
        """The cost of one call."""
        with self._counting():
            before = self._now()
            call()
            own, backend, readers = (
                (after - then) / 1e6 for then, after in zip(before, self._now(), strict=True)
            )
        return Cost(own, backend, len(self.statements), readers)

    def _now(self) -> tuple[int, int, int]:
        return time.process_time_ns(), _cpu_of(self._backend), _cpu_of(self._readers)

    @contextmanager
    def _counting(self):  # type: ignore[no-untyped-def]
        self.statements = []

        def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            if not sql.lstrip().upper().startswith(_NOT_COUNTED):
                self.statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield


def _processes(sql: str) -> list[Path]:
    """Where the system says what these have used."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [Path(f"/proc/{pid}/schedstat") for (pid,) in cursor.fetchall()]


def _cpu_of(processes: Sequence[Path]) -> int:
    """In nanoseconds."""
    return sum(int(one.read_text().split()[0]) for one in processes)


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
