"""Copies of rows with all that hangs together, to bring a seeded service to size in a minute.

Each copy has ids of its own; what points to a row that is copied points to its copy.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

# Between the ids of one copy and the next; no seeded row has an id so high.
APART = 10_000_000

# Indexes that no foreign key leans on, and how each is taken away and made again: put in order once
# at the end they take a third of what they take row by row.
_INDEXES = """
SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %%s', i.indexrelid::regclass)
       ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%I', i.indrelid::regclass, c.conname) END,
       CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
       ELSE format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', i.indrelid::regclass, c.conname,
                   pg_get_constraintdef(c.oid)) END
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype <> 'f'
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conindid = i.indexrelid AND f.contype = 'f')
"""


def copy(kept: Mapping[type[models.Model], str], *, times: int) -> None:
    """So many copies of the rows of these tables that each condition keeps."""
    conditions = {model: f"{_pk(model)} < {APART} AND ({kept[model]})" for model in kept}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = replica")
        with _without_indexes(cursor, [_table(model) for model in kept]):
            for model in kept:
                cursor.execute(_statement(model, conditions), {"times": times})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _without_indexes(cursor: Any, tables: list[str]) -> Iterator[None]:
    """Meanwhile these tables have their keys and nothing else."""
    cursor.execute(_INDEXES, [tables])
    indexes = cursor.fetchall()
    for drop, _ in indexes:
        cursor.execute(drop)
    yield
    cursor.execute("SET maintenance_work_mem = '256MB'")
    for _, make in indexes:
        cursor.execute(make)


def _statement(model: type[models.Model], conditions: Mapping[type[models.Model], str]) -> str:
    columns = {
        f'"{field.column}"': _value(field, conditions)
        for field in model._meta.concrete_fields
        if not field.generated
    }
    return (
        f"INSERT INTO {_table(model)} ({', '.join(columns)}) "
        f"SELECT {', '.join(columns.values())} "
        f"FROM {_table(model)}, generate_series(1, %(times)s) AS k WHERE {conditions[model]}"
    )


def _value(field: models.Field, conditions: Mapping[type[models.Model], str]) -> str:  # type: ignore[type-arg]
    column, points_to = f'"{field.column}"', field.related_model
    if points_to in conditions:
        copied = f"SELECT {_pk(points_to)} FROM {_table(points_to)} WHERE {conditions[points_to]}"
        return f"CASE WHEN {column} IN ({copied}) THEN {column} + k * {APART} ELSE {column} END"
    if field.primary_key:
        return f"{column} + k * {APART}"
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    if field.unique:
        # As long as a reference, and the same for no two rows.
        another = f"upper(lpad(to_hex({_pk(field.model)} * 1000 + k), 8, '0'))"
        return "NULL" if field.null else another
    return column


def _pk(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)
