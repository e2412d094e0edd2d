"""What a job drew ahead, shared by all processes: read by whoever asks the same and may see it.

A drawing that is not there, or is older than some minutes, is as if it had never been.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from django.conf import settings
from django.db import connection
from django.utils.safestring import SafeString

from reporting.models import Drawing

_Said = TypeVar("_Said")
# A little longer than from one count to the next.
_HOLDS = timedelta(minutes=20)
_KEPT = timedelta(hours=1)
_HELD = """
SELECT key, said FROM reporting_drawing
WHERE key = ANY(%s) AND drawn_at > %s AND drawn_at <= %s
"""
# What drawings come out of: another release may draw otherwise.
_DRAWN_BY = ("reporting", "templates/reporting", "templates/components")


def key_of(*what: object) -> str:
    """The same in every process for the same things: values, and dataclasses of values."""
    return hashlib.sha256(f"{_release()}{_told(what)}".encode()).hexdigest()


def read(key: str, kind: type[_Said], *, now: datetime) -> _Said | None:
    """What was drawn ahead under this key, where it still holds. One query."""
    found: _Said | None = read_all({key: kind}, now=now).get(key)
    return found


def read_all(kinds: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """The same of several keys, each with the kind of its drawing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [list(kinds), now - _HOLDS, now])
        return {key: _made(kinds[key], json.loads(said)) for key, said in cursor.fetchall()}


def keep(drawn: Mapping[str, object], *, now: datetime) -> None:
    """Put these in place of what stood under their keys, and let go of what nobody reads now."""
    Drawing.objects.bulk_create(
        [Drawing(key=key, said=_as_json(one), drawn_at=now) for key, one in drawn.items()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["said", "drawn_at"],
    )
    Drawing.objects.exclude(drawn_at__gt=now - _KEPT, drawn_at__lte=now).delete()


def _told(what: Any) -> str:
    """In an order that is the same everywhere, which that of a set is not."""
    if what is None or isinstance(what, str | int):
        return repr(what)
    if is_dataclass(what):
        return f"{type(what).__name__}{_told([getattr(what, one.name) for one in fields(what)])}"
    if isinstance(what, Mapping):
        return _in_order(f"{_told(name)}:{_told(value)}" for name, value in what.items())
    if isinstance(what, frozenset | set):
        return _in_order(map(_told, what))
    if isinstance(what, tuple | list):
        return f"({','.join(map(_told, what))})"
    return repr(what)


def _in_order(said: Iterable[str]) -> str:
    return f"{{{','.join(sorted(said))}}}"


def _as_json(drawn: Any) -> str:
    """Of a dataclass, or a tuple of them, that hold words, numbers and others like themselves."""
    return json.dumps([asdict(one) for one in drawn] if isinstance(drawn, tuple) else asdict(drawn))


def _made(kind: Any, said: Any) -> Any:
    """The same again."""
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], one) for one in said)
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _made(of, said[name]) for name, of in _hints(kind).items()})
    return SafeString(said) if kind is SafeString else said


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


@cache
def _release() -> str:
    """A digest of the code and templates that draw."""
    found = hashlib.sha256()
    for folder in _DRAWN_BY:
        for file in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if file.suffix in {".py", ".html"}:
                found.update(file.read_bytes())
    return found.hexdigest()
