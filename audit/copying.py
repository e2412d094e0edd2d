"""Writes many rows of one table with COPY: every constraint and trigger holds as for INSERT."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models.options import Options

Row = TypeVar("Row", bound=models.Model)

_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy(model: type[Row], made: Iterable[Row]) -> list[Row]:
    """Write these rows, in this order; each gets its id from the table's sequence first."""
    rows = list(made)
    if not rows:
        return rows
    fields = [field.attname for field in _written(model)]
    with connection.cursor() as cursor:
        for row, key in zip(rows, _keys(cursor, model, len(rows)), strict=True):
            row.pk = key
        buffer = StringIO("".join(_line(row, fields) for row in rows))
        # Django turns what the database says into its own errors for execute alone.
        with connection.wrap_database_errors:
            cursor.copy_expert(_statement(model), buffer)
    return rows


def copy_values(model: type[models.Model], rows: Sequence[Mapping[str, object]]) -> list[int]:
    """The same from plain values by column (`referral_id`), which takes a third of the time; the
    ids. What a row does not say has its field's default, unless that is worked out for each row.
    """
    if not rows:
        return []
    fields = _written(model)
    place = {str(field.attname): at for at, field in enumerate(fields)}
    usual = [_usual(field) for field in fields]
    with connection.cursor() as cursor:
        ids = _keys(cursor, model, len(rows))
        lines = []
        for row, key in zip(rows, ids, strict=True):
            line = usual.copy()
            line[0] = str(key)
            for name, value in row.items():
                line[place[name]] = _text(value)
            lines.append("\t".join(line))
        with connection.wrap_database_errors:
            cursor.copy_expert(_statement(model), StringIO("\n".join(lines) + "\n"))
    return ids


def _usual(field: Any) -> str:
    """A default as PostgreSQL reads it; of an id, and of what each row must say, none."""
    is_each = field.has_default() and callable(field.default)
    if field.primary_key or (is_each and field.default not in {list, dict}):
        return _NULL
    return _text(field.get_default())


def say_that_triggers_hold() -> None:
    """None of them is passed over, said in this transaction. Unsaid, each row that meets a trigger
    fails to read it and takes the failure back, which looks through every check still to be made.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")


def _options(model: type[models.Model]) -> "Options[models.Model]":
    return model._meta  # noqa: SLF001 - public, in spite of its name


def _written(model: type[models.Model]) -> list[Any]:
    """Its columns but those that the database makes itself."""
    return [field for field in _options(model).concrete_fields if not field.generated]


def _keys(cursor: CursorWrapper, model: type[models.Model], count: int) -> list[int]:
    """So many new ids."""
    # The name of the sequence is looked up once, not for each id.
    cursor.execute(
        "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id'))::regclass) "
        "FROM generate_series(1, %s)",
        [_options(model).db_table, count],
    )
    return [key for (key,) in cursor.fetchall()]


def _statement(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in _written(model))
    return f"COPY {quote(str(_options(model).db_table))} ({columns}) FROM STDIN"


def _line(row: models.Model, fields: list[str]) -> str:
    values = row.__dict__
    return "\t".join([_text(values[name]) for name in fields]) + "\n"


def _text(value: object) -> str:
    """A value as PostgreSQL reads it."""
    if value is None:
        return _NULL
    kind = type(value)
    # Asked some two million times, for a few dozen types.
    written = _KNOWN.get(kind) or _KNOWN.setdefault(kind, _writer(kind))
    return written(value)


def _writer(of: type) -> Callable[..., str]:
    for kind, written in _WRITTEN.items():
        if issubclass(of, kind):
            return written
    raise TypeError(f"No way to write a {of.__name__}.")


def _array(values: list[object]) -> str:
    return "{" + ",".join("NULL" if one is None else str(one) for one in values) + "}"


def _escaped(value: object) -> str:
    """Few texts have any of these; to look for each is quicker than to translate."""
    text = str(value)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        return text.translate(_ESCAPES)
    return text


_WRITTEN: dict[type, Callable[..., str]] = {
    str: _escaped,
    bool: lambda value: "t" if value else "f",
    int: str,
    Decimal: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    UUID: str,
    list: _array,
    dict: lambda value: json.dumps(value).translate(_ESCAPES),
}
# How values of each type are written, as they turn up.
_KNOWN: dict[type, Callable[..., str]] = {}
