"""Queries that are built once and run often: building a large one costs more than running it."""

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

# Stands in the built query for the id of the moment; no row has it.
_ANY = -987_654_321


class Prepared:
    """A query about one id. Its SQL is Django's own, kept after the first use."""

    def __init__(
        self, build: Callable[[int], QuerySet[Any, Any]], *, json_arrays: tuple[str, ...]
    ) -> None:
        self._build, self._json_arrays = build, json_arrays

    def rows(self, pk: int) -> list[dict[str, Any]]:
        """The rows for this id, by the names of their columns."""
        sql, parameters = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [pk if one == _ANY else one for one in parameters])
            names = [column.name for column in cursor.description]
            return [self._read(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...]]:
        return self._build(_ANY).query.sql_with_params()

    def _read(self, row: dict[str, Any]) -> dict[str, Any]:
        for name in self._json_arrays:
            row[name] = [json.loads(one) for one in row[name]]
        return row


Row = TypeVar("Row", bound=Model)


class PreparedModel(Generic[Row]):
    """A query for one row of a model, about several values that stand together in a dataclass.

    It is built once with a stand-in for each value, all different and in no row; they are replaced
    when it runs. Annotations named as JSON come back read.
    """

    def __init__(
        self,
        build: Callable[[Any], QuerySet[Row]],
        *,
        stand_in: Any,
        one_json: tuple[str, ...],
        many_json: tuple[str, ...],
    ) -> None:
        self._build, self._stand_in = build, stand_in
        self._one_json, self._many_json = one_json, many_json

    def first(self, about: Any) -> Row | None:
        """The row about these values, or None."""
        model, sql, parameters = self._statement
        names = [one.name for one in fields(self._stand_in)]
        given = {getattr(self._stand_in, name): getattr(about, name) for name in names}
        for row in model.objects.raw(sql, [given.get(one, one) for one in parameters]):
            self._read(row)
            return row
        return None

    @cached_property
    def _statement(self) -> tuple[Any, str, tuple[Any, ...]]:
        """The model, its query in SQL, and the values that stand in it."""
        query = self._build(self._stand_in)
        return query.model, *query.query.sql_with_params()

    def _read(self, row: Any) -> None:
        for name in self._one_json:
            text = getattr(row, name)
            setattr(row, name, None if text is None else json.loads(text))
        for name in self._many_json:
            setattr(row, name, [json.loads(text) for text in getattr(row, name)])
