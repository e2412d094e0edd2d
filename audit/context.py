"""Through what somebody acts: carried by a context variable, so that actions need not pass it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """One request, task or command: its id, route (a pattern, never a path with ids), source."""

    request_id: str = ""
    route: str = ""
    source: str = "system"


_SYSTEM = Context()
_current: ContextVar[Context] = ContextVar("audit_context", default=_SYSTEM)


def current() -> Context:
    """The context of what is running now; a bare system context outside requests and tasks."""
    return _current.get()


@contextmanager
def running(context: Context) -> Iterator[None]:
    """Everything recorded inside carries this context."""
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)
