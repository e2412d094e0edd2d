"""The only two ways into the trail: record what was done, record what was seen."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db import connection, models

from audit import context
from audit.events import Event
from audit.models import AuditEntry

Changes = Mapping[str, tuple[object, object]]

_held: ContextVar[list[AuditEntry] | None] = ContextVar("trail_held", default=None)


class Actor(Protocol):
    """What the trail needs to know of a member of staff."""

    pk: int

    @property
    def acting_role(self) -> str:
        """The role they act in, as its stored value."""


def record(
    event: Event,
    *,
    by: Actor | None,
    at: datetime,
    about: models.Model | None = None,
    patient_id: int | None = None,
    referral_id: int | None = None,
    changes: Changes | None = None,
    relation: str = "",
    result: str = "done",
) -> None:
    """Write one entry inside the caller's transaction; if it cannot be written, nothing is.

    `by` is None for the system. `changes` maps a field name to
    its old and new value, never free text.
    """
    _write(
        _entry(
            event,
            by=by,
            at=at,
            about=about,
            patient_id=patient_id,
            referral_id=referral_id,
            changes={
                name: [_plain(old), _plain(new)] for name, (old, new) in (changes or {}).items()
            },
            relation=relation,
            result=result,
        )
    )


def record_view(
    event: Event,
    *,
    by: Actor | None,
    at: datetime,
    about: models.Model | None = None,
    patient_id: int | None = None,
    referral_id: int | None = None,
    shown: Sequence[int] = (),
    searched: str = "",
    relation: str = "",
    result: str = "done",
) -> None:
    """Write that somebody looked: at one record, or at a list, which is one entry with all ids.

    `searched` is the hash of what they looked for, never the words (safety S-P11). `by` is None
    where the system itself puts a list into a file, `about` for whom.
    """
    entry = _entry(
        event,
        by=by,
        at=at,
        about=about,
        patient_id=patient_id,
        referral_id=referral_id,
        changes={"searched": ["", searched]} if searched else None,
        relation=relation,
        result=result,
    )
    entry.shown = list(shown)
    _write(entry)


@contextmanager
def written_last() -> Iterator[None]:
    """Hold what is recorded inside and write it at the end, in one statement, chains in order.

    A chain's head stays locked until the transaction ends (safety S-A4): so it is taken last.
    """
    if _held.get() is not None:
        yield
        return
    waiting: list[AuditEntry] = []
    token = _held.set(waiting)
    try:
        yield
    finally:
        _held.reset(token)
    _insert(sorted(waiting, key=lambda entry: entry.chain))


def _write(entry: AuditEntry) -> None:
    waiting = _held.get()
    if waiting is None:
        _insert([entry])
    else:
        waiting.append(entry)


def _insert(entries: Sequence[AuditEntry]) -> None:
    """In one statement, written out once: every page that is looked at pays for it, and building it
    through the ORM cost more than running it.
    """
    if not entries:
        return
    into, row, columns = _statement()
    values = [_value(field, entry) for entry in entries for field in columns]
    with connection.cursor() as cursor:
        cursor.execute(f"{into} VALUES {', '.join([row] * len(entries))}", values)


def _value(field: Any, entry: AuditEntry) -> Any:
    """What `_entry` made goes as it is, but for JSON: Django would look at each column again, and
    at each of a list of eighty ids.
    """
    value = getattr(entry, field.attname)
    is_json = isinstance(field, models.JSONField)
    return field.get_db_prep_save(value, connection) if is_json else value


@cache
def _statement() -> tuple[str, str, tuple[Any, ...]]:
    """The statement up to its values, the place of one entry in it, and whose values go there."""
    about = AuditEntry._meta  # noqa: SLF001 - public in all but name
    columns = tuple(one for one in about.concrete_fields if not one.primary_key)
    names = ", ".join(f'"{one.column}"' for one in columns)
    row = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{about.db_table}" ({names})', f"({row})", columns


def _entry(
    event: Event,
    *,
    by: Actor | None,
    at: datetime,
    about: models.Model | None = None,
    patient_id: int | None,
    referral_id: int | None,
    changes: Mapping[str, object] | None = None,
    relation: str,
    result: str,
) -> AuditEntry:
    running = context.current()
    return AuditEntry(
        at=at,
        event=event,
        actor="system" if by is None else "staff",
        staff_id=None if by is None else by.pk,
        acting_role="" if by is None else by.acting_role,
        relation=relation,
        patient_id=patient_id,
        referral_id=referral_id,
        about="" if about is None else about._meta.label,  # noqa: SLF001 - public in all but name
        about_id=None if about is None else about.pk,
        changes=dict(changes or {}),
        route=running.route[:200],
        request_id=running.request_id,
        source=running.source,
        result=result,
        chain=_chain(patient_id=patient_id, by=by),
    )


def _chain(*, patient_id: int | None, by: Actor | None) -> str:
    """One chain per patient, else per member of staff, else the system's: few wait for one head."""
    if patient_id is not None:
        return f"patient:{patient_id}"
    return "system" if by is None else f"staff:{by.pk}"


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
