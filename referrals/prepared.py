"""Queries that are built once and run often: building a large one costs more than running it."""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Model, QuerySet, Value

from referrals.planned import Planned

# The database writes nothing around a value, so nothing is looked for there: half the time of
# `loads`, hundreds of times a page.
_of_json = json.JSONDecoder().raw_decode
# SQL and its values.
Statement = tuple[str, tuple[Any, ...]]

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
        with connection.cursor() as cursor:
            cursor.execute(*self._statement.about({_ANY: pk}))
            names = [column.name for column in cursor.description]
            return [self._read(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]

    @cached_property
    def _statement(self) -> Planned:
        return Planned(*self._build(_ANY).query.sql_with_params(), stand_ins=(_ANY,))

    def _read(self, row: dict[str, Any]) -> dict[str, Any]:
        for name in self._json_arrays:
            row[name] = [_of_json(one)[0] for one in row[name]]
        return row


class PreparedFor:
    """A query whose shape depends on who asks: built once for each such key, which must say all
    that decides about rights. So nobody is ever answered by the query of somebody else. Where no
    queryset can say it, the statement itself is built.

    Values of the moment are given by their stand-ins, which are in no row. Columns named as JSON
    come back read.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any, Any] | Statement],
        *,
        one_json: tuple[str, ...] = (),
        many_json: tuple[str, ...] = (),
    ) -> None:
        self._build, self._one_json, self._many_json = build, one_json, many_json
        self._statement = lru_cache(maxsize=256)(self._built)

    def rows(self, *key: Hashable, given: Mapping[Any, Any]) -> list[dict[str, Any]]:
        """The rows for this key and these values, by the names of their columns."""
        try:
            sql, parameters = self._statement(*key)
        except EmptyResultSet:
            return []
        values = [given.get(one, one) if isinstance(one, Hashable) else one for one in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            names = [column.name for column in cursor.description]
            return [self._read(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]

    def _built(self, *key: Any) -> Statement:
        built = self._build(*key)
        return built if isinstance(built, tuple) else built.query.sql_with_params()

    def _read(self, row: dict[str, Any]) -> dict[str, Any]:
        read_json(row, one=self._one_json, many=self._many_json)
        return row


class PreparedRows:
    """A query about several values, given by their stand-ins, that is planned once as well. For
    lists of ids there is `IsOneOf`. Columns named as JSON come back read.
    """

    def __init__(
        self,
        build: Callable[[], QuerySet[Any, Any]],
        *,
        stand_ins: tuple[Any, ...],
        lists: tuple[int, ...] = (),
        one_json: tuple[str, ...] = (),
        many_json: tuple[str, ...] = (),
    ) -> None:
        self._build, self._stand_ins, self._lists = build, stand_ins, lists
        self._one_json, self._many_json = one_json, many_json

    def rows(self, given: Mapping[Any, Any]) -> list[dict[str, Any]]:
        """The rows for these values, by the names of their columns."""
        with connection.cursor() as cursor:
            cursor.execute(*self._statement.about(given))
            names = [column.name for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            read_json(row, one=self._one_json, many=self._many_json)
        return rows

    def tuples(self, given: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The same in the order of the columns, JSON as it is written."""
        with connection.cursor() as cursor:
            cursor.execute(*self._statement.about(given))
            return list(cursor.fetchall())

    @cached_property
    def _statement(self) -> Planned:
        sql, parameters = self._build().query.sql_with_params()
        stand_ins = (*self._stand_ins, *self._lists)
        return Planned(sql, parameters, stand_ins=stand_ins, lists=self._lists)


def read_json(row: dict[str, Any], *, one: tuple[str, ...], many: tuple[str, ...]) -> None:
    """Read what these columns hold, in place: JSON or nothing, and arrays of JSON."""
    for name in one:
        row[name] = None if row[name] is None else _of_json(row[name])[0]
    for name in many:
        row[name] = [_of_json(text)[0] for text in row[name]]


class IsOneOf(Func):
    """Whether a column holds one of some ids. However many, they are one value of the query, with
    one stand-in: `__in` would make another query of each number of them.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("

    def __init__(self, column: str, *, stand_in: int) -> None:
        ids = Value(stand_in, output_field=ArrayField(BigIntegerField()))
        super().__init__(F(column), ids, output_field=BooleanField())


Row = TypeVar("Row", bound=Model)


class PreparedRow(Generic[Row]):
    """A query for one row of a model by one value, with the rows that it points to.

    `locks` names the tables whose rows are held until the transaction ends. Annotations named as
    JSON come back read.
    """

    def __init__(
        self,
        build: Callable[[Any], QuerySet[Row]],
        *,
        stand_in: Any,
        related: tuple[str, ...],
        locks: tuple[str, ...] = (),
        many_json: tuple[str, ...] = (),
    ) -> None:
        self._build, self._stand_in, self._related, self._locks = build, stand_in, related, locks
        self._many_json = many_json

    def first(self, about: Any) -> Row | None:
        """The row about this value, or None."""
        _, planned = self._statement
        with connection.cursor() as cursor:
            cursor.execute(*planned.about({self._stand_in: about}))
            row = cursor.fetchone()
        return None if row is None else self._read(row)

    @cached_property
    def _statement(self) -> tuple[list["_Part"], Planned]:
        """The parts of a row, main model first, and the query."""
        query = self._build(self._stand_in)
        parts = [_part(query.model, path) for path in ("", *self._related)]
        names = [name for part in parts for name in part.columns()]
        sql, parameters = query.values_list(*names, *self._many_json).query.sql_with_params()
        locked = f"{sql}{self._lock()}"
        return parts, Planned(locked, parameters, stand_ins=(self._stand_in,))

    def _lock(self) -> str:
        return f" FOR UPDATE OF {', '.join(self._locks)}" if self._locks else ""

    def _read(self, row: tuple[Any, ...]) -> Row:
        """A related row stands after the one that points to it; one that is not there is None."""
        parts, _ = self._statement
        made: dict[str, Any] = {}
        start = 0
        for part in parts:
            end = start + len(part.fields)
            made[part.path] = one = part.made(row[start:end])
            if part.path:
                before, _, name = part.path.rpartition("__")
                setattr(made[before], name, one)
            start = end
        for name, texts in zip(self._many_json, row[start:], strict=True):
            setattr(made[""], name, [json.loads(text) for text in texts])
        return cast(Row, made[""])


@dataclass(frozen=True, slots=True)
class _Part:
    """One model's share of a row, and the path that leads to it."""

    path: str
    model: type[Model]
    fields: tuple[Any, ...]
    # Of the few columns that are read otherwise than they come: the place, and how.
    converters: tuple[tuple[int, Any], ...]

    def columns(self) -> list[str]:
        """Its columns as a query names them."""
        prefix = f"{self.path}__" if self.path else ""
        return [f"{prefix}{field.attname}" for field in self.fields]

    def made(self, values: tuple[Any, ...]) -> Model | None:
        """The row as its model, as Django itself would make it."""
        if self.path and values[0] is None:
            return None
        read = list(values)
        for at, convert in self.converters:
            read[at] = convert(read[at], self.fields[at], connection)
        return self.model.from_db(connection.alias, [field.attname for field in self.fields], read)


def _part(model: type[Model], path: str) -> _Part:
    for name in filter(None, path.split("__")):
        model = cast(type[Model], model._meta.get_field(name).related_model)  # noqa: SLF001 - public
    fields = tuple(model._meta.concrete_fields)  # noqa: SLF001 - public
    converters = tuple(
        (at, convert)
        for at, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    )
    return _Part(path, model, fields, converters)


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
        one_json: tuple[str, ...] = (),
        many_json: tuple[str, ...] = (),
    ) -> None:
        self._build, self._stand_in = build, stand_in
        self._one_json, self._many_json = one_json, many_json

    def first(self, about: Any) -> Row | None:
        """The row about these values, or None."""
        model, planned = self._statement
        given = dict(zip(_values(self._stand_in), _values(about), strict=True))
        for row in model.objects.raw(*planned.about(given)):
            self._read(row)
            return row
        return None

    @cached_property
    def _statement(self) -> tuple[Any, Planned]:
        """The model, and the query."""
        query = self._build(self._stand_in)
        sql, parameters = query.query.sql_with_params()
        return query.model, Planned(sql, parameters, stand_ins=_values(self._stand_in))

    def _read(self, row: Any) -> None:
        for name in self._one_json:
            text = getattr(row, name)
            setattr(row, name, None if text is None else json.loads(text))
        for name in self._many_json:
            setattr(row, name, [json.loads(text) for text in getattr(row, name)])


def _values(about: Any) -> list[Any]:
    return [getattr(about, one.name) for one in fields(about)]
