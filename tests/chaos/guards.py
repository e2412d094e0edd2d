"""Each guard of background work taken away, for the twins: then something is lost or doubled."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from jobs import outbox, runs
from jobs.faults import fault
from jobs.models import JobRun, OutboxEntry


def take_away(name: str) -> None:
    """Take one guard off in this process; an empty name leaves all of them on."""
    if name:
        _OFF[name]()


def _marked_first() -> None:
    """Done is written before it is done."""

    def handle(entry: OutboxEntry, *, now: datetime) -> str:
        OutboxEntry.objects.filter(pk=entry.pk).update(done_at=now)
        fault("before_the_mark")
        _effect_of(entry, now)
        return "done"

    _put("_handle", handle)


def _marked_apart() -> None:
    """The effect and the mark are two transactions."""

    def handle(entry: OutboxEntry, *, now: datetime) -> str:
        with transaction.atomic():
            _effect_of(entry, now)
        fault("before_the_mark")
        OutboxEntry.objects.filter(pk=entry.pk).update(done_at=now)
        return "done"

    _put("_handle", handle)


def _nothing_held() -> None:
    """No lease and no lock: whoever finds a row does it."""

    def claimed(*, now: datetime, limit: int) -> list[OutboxEntry]:
        due = OutboxEntry.objects.filter(done_at=None, parked_at=None, next_at__lte=now)
        return list(due.order_by("pk")[:limit])

    _put("_claimed", claimed)
    _put("_is_begun", _yes)
    _put("_still_ours", _yes)


def _leases_never_end() -> None:
    """What a killed process held stays its own."""
    long = timedelta(days=1)
    start = runs.start
    outbox.LEASE = long

    def start_for_a_day(job: str, *, now: datetime, lease: timedelta) -> JobRun | None:
        return start(job, now=now, lease=max(lease, long))

    runs.start = start_for_a_day


def _yes(*_: Any, **__: Any) -> bool:
    return True


def _effect_of(entry: OutboxEntry, now: datetime) -> None:
    handler: Any = import_string(settings.OUTBOX_HANDLERS[entry.kind])
    handler(**entry.ids, key=entry.key, now=now)


def _put(name: str, other: Callable[..., Any]) -> None:
    setattr(outbox, name, other)


def _elsewhere() -> None:
    """This guard is not in the worker: the gateway, the load or the server leaves it out."""


_OFF: Mapping[str, Callable[[], None]] = {
    "mark_after_the_effect": _marked_first,
    "mark_with_the_effect": _marked_apart,
    "lease_and_lock": _nothing_held,
    "leases_that_end": _leases_never_end,
    "key_at_the_gateway": _elsewhere,
    "row_before_the_task": _elsewhere,
    "durable_commit": _elsewhere,
}
