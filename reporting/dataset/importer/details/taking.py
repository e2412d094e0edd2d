"""Takes the rows of the five files, batch by batch: each row wholly or not at all, each batch one
transaction. In a dry run every batch is undone again.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from django.db import DatabaseError, transaction

from referrals.changes import held
from reporting.dataset.importer.bundles import LeftOut, Taken
from reporting.dataset.importer.details import appointments, caseloads, notes, people, staff
from reporting.dataset.importer.details.bringing import REFUSED, Bringing, Given
from reporting.dataset.importer.details.files import Readable, rows_of

_BATCH = 200
_REFUSED = "The database refused this row: look at it, and bring it in again."


@dataclass(frozen=True, slots=True)
class Done:
    """A batch: the line it ends on, and how many rows it was."""

    line: int
    rows: int


Take = Callable[..., None]
_TAKES: Mapping[str, Take] = MappingProxyType(
    {
        "staff": staff.take,
        "people": people.take,
        "caseloads": caseloads.take,
        "notes": notes.take,
        "appointments": appointments.take,
    }
)


def take(one: Readable, *, after: int, bringing: Bringing) -> Iterator[Done]:
    """Take the rows of a file that stand below a line. Each batch is told with how many rows it
    was; what it came to stands in `bringing.taken`.
    """
    wrong: list[LeftOut] = []
    below = (row for row in rows_of(one, wrong) if row.line > after)
    while rows := list(islice(below, _BATCH)):
        if bringing.is_form_only:
            bringing.taken.made[one.file.name] += len(rows)
        else:
            _together(one, rows, bringing=bringing)
        yield _done(rows[-1].line, len(rows), wrong, after, bringing)
    yield _done(sys.maxsize, 0, wrong, after, bringing)


def _done(line: int, good: int, wrong: list[LeftOut], after: int, bringing: Bringing) -> Done:
    fresh = [one for one in wrong if one.line > after]
    wrong.clear()
    bringing.taken.left_out += fresh
    return Done(line, good + len(fresh))


def _together(one: Readable, rows: Sequence[Given], *, bringing: Bringing) -> None:
    """A batch; should the database refuse it, each row for itself."""
    before, bringing.taken = bringing.taken, Taken()
    try:
        with transaction.atomic():
            with held(now=bringing.now):
                _TAKES[one.file.name](rows, bringing=bringing)
                bringing.keys.keep()
            if bringing.is_dry_run:
                transaction.set_rollback(True)
    except DatabaseError:
        bringing.keys.forget()
        bringing.taken = before
        if len(rows) == 1:
            bringing.leave_out(one.file, rows[0], _REFUSED, rule=REFUSED)
            return
        for row in rows:
            _together(one, [row], bringing=bringing)
        return
    bringing.taken, batch = before, bringing.taken
    bringing.taken.add(batch)
