"""Queries that are built once and run often: building a large one costs more than running it."""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

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
