"""One channel through which something worrying can be said."""

from collections.abc import Callable
from dataclasses import dataclass

from caseload.models import SignalSource
from tests.safety.world import World


@dataclass(frozen=True)
class Channel:
    """One way in: the sources its signals are stored under, the functions that raise them, a share
    of the generated answers, and how one is pushed through.
    """

    name: str
    sources: frozenset[SignalSource]
    raised_by: frozenset[str]
    share: int
    push: Callable[[World], None]


def channel(name: str, *sources: SignalSource, by: str, share: int, push: object) -> Channel:
    """The same, written in one line."""
    return Channel(name, frozenset(sources), frozenset(by.split()), share, push)  # type: ignore[arg-type]
