"""What people do about a parked entry of the outbox: take it, put it back, give it up."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from audit.trail import Actor
from clinical.errors import Refused
from jobs.models import OutboxEntry


@transaction.atomic
def take(*, entry: OutboxEntry, by: Actor, now: datetime) -> None:
    """Look after a parked entry. Raises Refused when it is no longer parked."""
    _changed(entry, by=by, now=now, what="taken", owner_id=by.pk)


@transaction.atomic
def put_back(*, entry: OutboxEntry, by: Actor, now: datetime) -> None:
    """Let the relay try a parked entry again, with all its tries. Raises Refused when it is no
    longer parked.
    """
    _changed(
        entry, by=by, now=now, what="put back", owner_id=by.pk, parked_at=None, tries=0, next_at=now
    )


@transaction.atomic
def give_up(*, entry: OutboxEntry, why: str, by: Actor, now: datetime) -> None:
    """Close a parked entry that will never be sent, saying what was done instead.

    Raises Refused without a reason, or when it is no longer parked.
    """
    if not why.strip():
        raise Refused("Say what was done instead.", field="why")
    _changed(
        entry,
        by=by,
        now=now,
        what="given up",
        owner_id=by.pk,
        parked_at=None,
        done_at=now,
        given_up_why=why.strip()[:400],
    )


def _changed(entry: OutboxEntry, *, by: Actor, now: datetime, what: str, **facts: object) -> None:
    parked = OutboxEntry.objects.filter(pk=entry.pk, parked_at__isnull=False)
    if parked.update(**facts) != 1:
        raise Refused("Somebody has already dealt with this entry.")
    trail.record(
        Event.OUTBOX_PUT_BACK, by=by, at=now, about=entry, changes={"entry": ("parked", what)}
    )
