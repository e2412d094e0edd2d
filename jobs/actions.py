"""What people and the night do about background work: take a parked entry, put it back, give it up;
forget runs that are long over.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from audit import trail
from audit.events import Event
from audit.trail import Actor
from clinical.errors import Refused
from jobs.models import JobRun, OutboxEntry

_RUNS_ARE_KEPT = timedelta(days=60)


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


@transaction.atomic
def forget_old_runs(*, now: datetime, policy: object = None) -> Mapping[str, int]:  # noqa: ARG001 - as every job is called
    """Remove runs that ended long ago; they hold counts only. Nothing clinical is ever removed."""
    gone, _ = JobRun.objects.filter(finished_at__lt=now - _RUNS_ARE_KEPT).delete()
    if gone:
        trail.record(Event.JOB_FINISHED, by=None, at=now, changes={"forgotten": ("", gone)})
    return {"forgotten": gone}


def _changed(entry: OutboxEntry, *, by: Actor, now: datetime, what: str, **facts: object) -> None:
    parked = OutboxEntry.objects.filter(pk=entry.pk, parked_at__isnull=False)
    if parked.update(**facts) != 1:
        raise Refused("Somebody has already dealt with this entry.")
    trail.record(
        Event.OUTBOX_PUT_BACK, by=by, at=now, about=entry, changes={"entry": ("parked", what)}
    )
