"""The one outbox: rows are added in the caller's transaction; a relay hands each to its handler."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from jobs.models import OutboxEntry

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
TRIES_BEFORE_PARKING = 8
_FIRST_WAIT = timedelta(minutes=1)

Handler = Callable[..., None]


def add(kind: str, *, key: str, ids: Mapping[str, int], at: datetime) -> None:
    """Write that something must leave. The same kind and key twice is one row, so sent once."""
    OutboxEntry.objects.bulk_create(
        [OutboxEntry(kind=kind, key=key, ids=dict(ids), added_at=at, next_at=at)],
        ignore_conflicts=True,
    )


def relay(*, now: datetime, limit: int = 200) -> dict[str, int]:
    """Hand every due row to its handler. Safe to run twice, or twice at once.

    Returns counts: done, retried, parked, and those another relay took.
    """
    counts = {"done": 0, "retried": 0, "parked": 0, "taken": 0}
    for entry in _claimed(now=now, limit=limit):
        counts[_hand_over(entry, now=now)] += 1
    return counts


def _claimed(*, now: datetime, limit: int) -> list[OutboxEntry]:
    """Due rows that nobody else holds, with their next try already pushed into the future."""
    with transaction.atomic():
        due = list(
            OutboxEntry.objects.select_for_update(skip_locked=True)
            .filter(done_at__isnull=True, parked_at__isnull=True, next_at__lte=now)
            .order_by("id")[:limit]
        )
        for entry in due:
            entry.tries += 1
            entry.leased_until = now + LEASE
            entry.next_at = now + max(LEASE, _FIRST_WAIT * 2**entry.tries)
        OutboxEntry.objects.bulk_update(due, ["tries", "leased_until", "next_at"])
    return due


def _hand_over(entry: OutboxEntry, *, now: datetime) -> str:
    """Effect and mark stand in one transaction; a failure leaves the row for the next try."""
    try:
        with transaction.atomic():
            if not _still_ours(entry):
                return "taken"
            handler: Handler = import_string(settings.OUTBOX_HANDLERS[entry.kind])
            handler(**entry.ids, key=entry.key, now=now)
            OutboxEntry.objects.filter(pk=entry.pk).update(done_at=now)
    except Exception as failure:  # noqa: BLE001 - one poison row must not block the rest (safety S-B3)
        logger.warning("outbox entry %s of kind %s failed", entry.pk, entry.kind)
        return _park_or_wait(entry, failure=failure, now=now)
    return "done"


def _still_ours(entry: OutboxEntry) -> bool:
    """Locked for us and not done: a relay that outlived its lease may have been overtaken."""
    return (
        OutboxEntry.objects.select_for_update(skip_locked=True)
        .filter(pk=entry.pk, done_at__isnull=True, parked_at__isnull=True, tries=entry.tries)
        .first()
        is not None
    )


def _park_or_wait(entry: OutboxEntry, *, failure: Exception, now: datetime) -> str:
    """After enough tries the row waits for a person; it is never dropped."""
    is_parked = entry.tries >= TRIES_BEFORE_PARKING
    OutboxEntry.objects.filter(pk=entry.pk, done_at__isnull=True).update(
        last_error=type(failure).__name__, parked_at=now if is_parked else None
    )
    return "parked" if is_parked else "retried"
