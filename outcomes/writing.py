"""Writes a sitting with its scores in one statement: signing a session has few to spend."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from outcomes.models import MeasureScore, Sitting


def write(sitting: Sitting, scores: Sequence[MeasureScore]) -> None:
    """Store a new sitting and the scores of that occasion; both have their ids afterwards."""
    if not scores:
        sitting.save(force_insert=True)
        return
    of_sitting = _columns(Sitting)
    of_score = [field for field in _columns(MeasureScore) if field.name != "sitting"]
    names = ", ".join(str(field.column) for field in of_score)
    row = ", ".join(_typed(field) for field in of_score)
    statement = f"""
        WITH sitting AS (
            INSERT INTO outcomes_sitting ({", ".join(str(field.column) for field in of_sitting)})
            VALUES ({", ".join("%s" for _ in of_sitting)}) RETURNING id
        )
        INSERT INTO outcomes_measurescore (sitting_id, {names})
        SELECT sitting.id, given.* FROM sitting, (VALUES {", ".join(f"({row})" for _ in scores)}) given
        RETURNING id, sitting_id
    """  # noqa: S608, E501 - made of the names of columns
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [
                *_values(sitting, of_sitting),
                *(value for score in scores for value in _values(score, of_score)),
            ],
        )
        for score, (pk, sitting_pk) in zip(scores, cursor.fetchall(), strict=True):
            score.pk, sitting.pk = pk, sitting_pk
            score.sitting = sitting


def _columns(model: type[Model]) -> "list[Field[Any, Any]]":
    fields = model._meta.concrete_fields  # noqa: SLF001 - public in all but name
    return [field for field in fields if not field.primary_key]


def _typed(field: "Field[Any, Any]") -> str:
    """A place for a value that may be null, which PostgreSQL would otherwise take for text."""
    return f"%s::{field.db_type(connection)}"


def _values(row: Model, fields: "Sequence[Field[Any, Any]]") -> list[Any]:
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection)
        for field in fields
    ]
