"""The one outbox: rows are added in the caller's transaction; a relay hands each to its handler.

A handler works inside the transaction that marks its row done. A sender (to a gateway outside) is
called with no transaction open, and what it returns confirms the sending together with the mark: a
crash in between sends again under the same key, and never forgets (safety S-R5).

A row is held for as long as its lease, which begins anew as it is handed over: what a killed relay
held is due again within half a minute, and a slow one loses what it has not begun.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.utils.module_loading import import_string

from jobs.faults import fault
from jobs.models import OutboxEntry

logger = logging.getLogger(__name__)

# Longer than any gateway is waited for.
LEASE = timedelta(seconds=30)
# After about four hours: the waits double.
TRIES_BEFORE_PARKING = 10
_FIRST_WAIT = timedelta(seconds=30)
_LEFT_ALONE = timedelta(minutes=1)
# A gateway that fails this often in one run is left alone until the next: nobody else waits for it.
_FAILURES_IN_A_ROW = 3

# What a gateway says of one address and not of itself.
_OF_ONE_ADDRESS = ("SMTPRecipientsRefused",)

Handler = Callable[..., None]
Confirm = Callable[[], None]
Sender = Callable[..., Confirm]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row to be added: its key, its ids, and from when on it is due."""

    key: str
    ids: Mapping[str, int]
    due_at: datetime


class NotYet(Exception):  # noqa: N818 - no error: it is asked for at another time
    """A handler says when it wants the row again. It is no failed try."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def add(kind: str, *, key: str, ids: Mapping[str, int], at: datetime) -> None:
    """Write that something must leave. The same kind and key twice is one row, so sent once."""
    add_many(kind, [Waiting(key=key, ids=ids, due_at=at)], at=at)


def add_many(kind: str, rows: Iterable[Waiting], *, at: datetime) -> None:
    """The same for many rows, each from its own time on. One statement."""
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(kind=kind, key=row.key, ids=dict(row.ids), added_at=at, next_at=row.due_at)
            for row in rows
        ],
        ignore_conflicts=True,
    )


def relay(*, now: datetime, limit: int = 200) -> dict[str, int]:
    """Hand every due row to its handler. Safe to run twice, or twice at once.

    Returns counts: done, retried, parked, those another relay took, and those put off.
    """
    counts = {"done": 0, "retried": 0, "parked": 0, "taken": 0, "put_off": 0}
    failures: Counter[str] = Counter()
    begun = time.monotonic()
    for entry in _claimed(now=now, limit=limit):
        if failures[entry.kind] >= _FAILURES_IN_A_ROW:
            _mine(entry).update(next_at=now + _LEFT_ALONE)
            counts["put_off"] += 1
            continue
        until = now + timedelta(seconds=time.monotonic() - begun) + LEASE
        result = _hand_over(entry, until=until, now=now)
        if _is_sent(entry):
            failures[entry.kind] = failures[entry.kind] + 1 if result == "retried" else 0
        counts[result] += 1
    return counts


def gateways_at_work() -> list[str]:
    """The kinds whose gateway keeps nothing waiting: no row whose last try failed."""
    waiting = OutboxEntry.objects.filter(done_at__isnull=True, parked_at__isnull=True)
    failed = waiting.exclude(last_error__in=("", *_OF_ONE_ADDRESS)).values_list("kind").distinct()
    kinds = {kind for (kind,) in failed}
    return [kind for kind in settings.OUTBOX_SENDERS if kind not in kinds]


def _claimed(*, now: datetime, limit: int) -> list[OutboxEntry]:
    """Due rows that nobody else holds, held for one lease. What stays in this house comes before
    what goes to a gateway, which may be slow; and what has failed, or ended its relay, last.
    """
    until = now + LEASE
    is_sent = When(kind__in=list(settings.OUTBOX_SENDERS), then=Value(1))
    with transaction.atomic():
        due = list(
            OutboxEntry.objects.select_for_update(skip_locked=True)
            .filter(done_at__isnull=True, parked_at__isnull=True, next_at__lte=now)
            .order_by(Case(is_sent, default=Value(0)), "tries", "id")[:limit]
        )
        OutboxEntry.objects.filter(pk__in=[entry.pk for entry in due]).update(
            leased_until=until, next_at=until
        )
    for entry in due:
        entry.leased_until = until
    fault("after_claim")
    return due


def _is_sent(entry: OutboxEntry) -> bool:
    return entry.kind in settings.OUTBOX_SENDERS


def _hand_over(entry: OutboxEntry, *, until: datetime, now: datetime) -> str:
    """A failure leaves the row for the next try; so does the end of this process."""
    if entry.tries >= TRIES_BEFORE_PARKING:
        return _park_or_wait(entry, why="It ended each relay.", now=now)
    if not _is_begun(entry, until=until):
        return "taken"
    try:
        return _send(entry, now=now) if _is_sent(entry) else _handle(entry, now=now)
    except NotYet as later:
        _mine(entry).update(next_at=later.until, tries=F("tries") - 1, last_error="")  # no try
        return "put_off"
    except Exception as failure:  # noqa: BLE001 - one poison row must not block the rest (safety S-B3)
        logger.warning("outbox entry %s of kind %s failed", entry.pk, entry.kind)
        return _park_or_wait(entry, why=type(failure).__name__, now=now)


def _is_begun(entry: OutboxEntry, *, until: datetime) -> bool:
    """One try more, under a lease of its own; False when another relay has overtaken this one."""
    if not _mine(entry).update(tries=F("tries") + 1, leased_until=until, next_at=until):
        return False
    entry.tries += 1
    entry.leased_until = until
    return True


def _handle(entry: OutboxEntry, *, now: datetime) -> str:
    """Effect and mark stand in one transaction."""
    with transaction.atomic():
        if not _still_ours(entry):
            return "taken"
        handler: Handler = import_string(settings.OUTBOX_HANDLERS[entry.kind])
        handler(**entry.ids, key=entry.key, now=now)
        fault("before_the_mark")
        OutboxEntry.objects.filter(pk=entry.pk).update(done_at=now)
    return "done"


def _send(entry: OutboxEntry, *, now: datetime) -> str:
    """Sent with no transaction open; then confirmed and marked in one."""
    sender: Sender = import_string(settings.OUTBOX_SENDERS[entry.kind])
    confirm = sender(**entry.ids, key=entry.key, now=now, tries=entry.tries)
    fault("after_sending")
    with transaction.atomic():
        if not _still_ours(entry):
            return "taken"
        confirm()
        OutboxEntry.objects.filter(pk=entry.pk).update(done_at=now)
    return "done"


def _mine(entry: OutboxEntry) -> QuerySet[OutboxEntry]:
    """The row, as long as no other relay has overtaken this one."""
    return OutboxEntry.objects.filter(
        pk=entry.pk,
        done_at__isnull=True,
        parked_at__isnull=True,
        tries=entry.tries,
        leased_until=entry.leased_until,
    )


def _still_ours(entry: OutboxEntry) -> bool:
    """Locked for us and not done: a relay that outlived its lease may have been overtaken."""
    return _mine(entry).select_for_update(skip_locked=True).first() is not None


def _park_or_wait(entry: OutboxEntry, *, why: str, now: datetime) -> str:
    """After enough tries the row waits for a person; it is never dropped."""
    is_parked = entry.tries >= TRIES_BEFORE_PARKING
    _mine(entry).update(
        last_error=why,
        parked_at=now if is_parked else None,
        next_at=now + _FIRST_WAIT * 2 ** (entry.tries - 1),
    )
    return "parked" if is_parked else "retried"
