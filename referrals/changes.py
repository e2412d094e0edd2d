"""The one callback of the house: who changes a summarised fact says so in the same transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class Refresh(Protocol):
    """What settings.REFERRAL_CHANGED names."""

    def __call__(self, referral_ids: Iterable[int], *, now: datetime | None = None) -> None: ...


@cache
def _refresh() -> Refresh:
    return cast(Refresh, import_string(settings.REFERRAL_CHANGED))


_held: ContextVar[set[int] | None] = ContextVar("changes_held", default=None)


def changed(referral_ids: Iterable[int], *, now: datetime | None = None) -> None:
    """A fact of these referrals changed; their summaries are made true in this transaction.

    With the moment, what hangs on it is made true too: the flags that a save opens and clears.
    """
    waiting = _held.get()
    if waiting is None:
        _refresh()(referral_ids, now=now)
    else:
        waiting.update(referral_ids)


@contextmanager
def held(*, now: datetime | None = None) -> Iterator[set[int]]:
    """Collect changes and make them true once, at the end: for a verb made of several others. The
    outermost verb says the moment.

    Whoever holds may take the ids out of the set when it has made them true itself.
    """
    outer = _held.get()
    waiting: set[int] = set() if outer is None else outer
    token = _held.set(waiting)
    try:
        yield waiting
    finally:
        _held.reset(token)
    if outer is None and waiting:
        _refresh()(waiting, now=now)
