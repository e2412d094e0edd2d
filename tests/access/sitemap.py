"""What the resolver really holds, read from Django."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Found:
    """One pattern of the resolver."""

    name: str
    path: str
    view: Any


def every_route() -> Iterator[Found]:
    """Every URL pattern, those of packages and of the admin included."""
    yield from _walk(get_resolver().url_patterns, path="", namespace="")


def _walk(
    patterns: list[URLPattern | URLResolver], *, path: str, namespace: str
) -> Iterator[Found]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, path=here, namespace=inner)
        else:
            yield Found(f"{namespace}{pattern.name or ''}", here, pattern.callback)
