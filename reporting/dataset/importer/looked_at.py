"""What was sent to be looked at first: brought in from those files, or forgotten after a week; and
what else of files waits for nobody any more.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.policy import Policy
from reporting.dataset.importer import gathering, runs
from reporting.models import ImportRun, ImportUpload
from staff.models import StaffMember

_KEPT = timedelta(days=7)


@transaction.atomic
def bring_in(*, run_id: int, by: StaffMember, now: datetime) -> ImportRun:
    """A run in earnest of the files that were looked at.

    Raises Refused while they are looked at, and when they were brought in or forgotten already.
    """
    looked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id, is_dry_run=True)
    if looked.ended_at is None:
        raise Refused("It is still being looked at: wait until that has ended.")
    if not ImportUpload.objects.filter(run=looked).exists():
        raise Refused("The files are here no more: send them again.")
    try:
        with transaction.atomic():
            run = ImportRun.objects.create(
                source=looked.source, fingerprint=looked.fingerprint, asked_by=by, asked_at=now
            )
    except IntegrityError as twice:
        raise Refused("These files are being brought in already.") from twice
    ImportUpload.objects.filter(run=looked).update(run=run)
    trail.record(Event.IMPORT_BEGUN, by=by, at=now, about=run)
    return run


def forget(
    *,
    now: datetime,
    policy: Policy,  # noqa: ARG001 - what the timetable gives to every job
) -> Mapping[str, int]:
    """Files that nobody brought in within a week of looking at them are kept no longer, nor what
    waits of a run that came to no end in a week, and that nobody is working on.
    """
    old = ImportRun.objects.filter(is_dry_run=True, ended_at__lt=now - _KEPT)
    gone = ImportUpload.objects.filter(run__in=old).delete()[0]
    return {"pieces": gone, "given_up": _give_up(now=now)}


def _give_up(*, now: datetime) -> int:
    with runs.alone() as is_alone, gathering.unhurried():
        old = ImportRun.objects.filter(ended_at__isnull=True, asked_at__lt=now - _KEPT)
        found = list(old) if is_alone else []
        for run in found:
            runs.give_up(run, now=now)
    return len(found)
