"""Copies of rows with all that hangs together, to bring a seeded service to size in a minute.

Each copy has ids of its own; what points to a row that is copied points to its copy.
"""

from collections.abc import Mapping

from django.db import connection, models

# Between the ids of one copy and the next; no seeded row has an id so high.
APART = 10_000_000


def copy(kept: Mapping[type[models.Model], str], *, times: int) -> None:
    """So many copies of the rows of these tables that each condition keeps."""
    conditions = {model: f"{_pk(model)} < {APART} AND ({kept[model]})" for model in kept}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = replica")
        for model in kept:
            cursor.execute(_statement(model, conditions), {"times": times})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("VACUUM ANALYZE")


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
