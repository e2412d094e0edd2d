"""Writes the tables of a month into a folder, each straight from the database to its file."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from clinical.errors import Refused
from reporting.dataset.export.period import KEPT
from reporting.dataset.export.statements import STATEMENTS
from reporting.period import Period

# What the header calls the system that made it.
_SYSTEM = "Step 2"
# A month of a big service takes longer than any page may.
_LONGEST = "10min"
# To take each line by itself costs more than to fetch it.
_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class File:
    """What was written of a table: its rows, and what tells the file from any other."""

    rows: int
    sha256: str


def write_tables(folder: Path, period: Period, *, now: datetime) -> dict[str, File]:
    """Every table, as all of them were at one moment. Raises Refused where the service does not say
    who it is, and OSError where a file cannot be written.
    """
    asked = _parameters(period, now=now)
    with _one_moment() as cursor:
        cursor.execute(KEPT, asked)
        asked["kept"] = [referral_id for (referral_id,) in cursor.fetchall()]
        return {
            name: _write(cursor, folder / f"{name}.csv", sql, asked)
            for name, sql in STATEMENTS.items()
        }


def _parameters(period: Period, *, now: datetime) -> dict[str, Any]:
    if not settings.PROVIDER_ODS:
        raise Refused(
            "PROVIDER_ODS is not set: a return names the organisation that makes it.",
            field="provider",
        )
    return {
        "start": period.start,
        "end": period.end,
        "now": now,
        "provider": settings.PROVIDER_ODS,
        "submitter": settings.SUBMITTER_ODS,
        "system": _SYSTEM,
    }


@contextmanager
def _one_moment() -> Iterator[CursorWrapper]:
    """All statements see the same rows, so that none lacks what it hangs from. Inside another
    transaction that one decides.
    """
    is_ours = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_ours:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(f"SET LOCAL statement_timeout = '{_LONGEST}'")
        yield cursor


def _write(cursor: CursorWrapper, path: Path, sql: str, asked: Mapping[str, Any]) -> File:
    chosen = cursor.mogrify(sql, asked).decode()
    with path.open("wb") as file:
        lines = _Lines(file)
        cursor.copy_expert(f"COPY ({chosen}) TO STDOUT WITH (FORMAT csv, HEADER)", lines)
        lines.flush()
        if lines.failure:
            raise lines.failure
    return File(lines.count - 1, lines.digest.hexdigest())


class _Lines:
    """Takes line by line what the database sends, and ends each as Windows does. A file that cannot
    be written fails once all was sent: what is left on its way would spoil the connection.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.count = 0
        self.digest = hashlib.sha256()
        self.failure: OSError | None = None
        self._file = file
        self._held: list[bytes] = []

    def write(self, line: bytes) -> int:
        """One line; no value has a line break in it."""
        self._held.append(line)
        if len(self._held) == _AT_ONCE:
            self.flush()
        return len(line)

    def flush(self) -> None:
        """Write what is held."""
        self.count += len(self._held)
        ended = b"".join(self._held).replace(b"\n", b"\r\n")
        self._held.clear()
        self.digest.update(ended)
        try:
            if self.failure is None:
                self._file.write(ended)
        except OSError as failure:
            self.failure = failure
