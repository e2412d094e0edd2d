"""Asking for a month of the return, and taking it: what people do; the job does the writing."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from reporting.dataset.export.windows import submission
from reporting.models import ExportPiece, ExportRun
from staff.models import StaffMember


def start_export(*, month: date, by: StaffMember, now: datetime) -> ExportRun:
    """Ask for the month that begins then; where it is being written already, that run.

    Raises Refused for a month that has not begun.
    """
    first, on = month.replace(day=1), local_date(now)
    if first > on:
        raise Refused("This month has not begun: there is nothing to send yet.", field="month")
    try:
        return _asked(first, by=by, now=now, on=on)
    except IntegrityError:  # somebody else asked a moment earlier
        return ExportRun.objects.get(month=first, finished_at__isnull=True)


@transaction.atomic
def _asked(first: date, *, by: StaffMember, now: datetime, on: date) -> ExportRun:
    run = ExportRun.objects.create(
        month=first, window=submission(first, on=on).window, asked_by=by, asked_at=now
    )
    trail.record(Event.RETURN_ASKED, by=by, at=now, about=run)
    return run


@transaction.atomic
def take(*, run: ExportRun, by: StaffMember, now: datetime) -> Iterator[bytes]:
    """The zip of a finished run, piece by piece; that it was taken is on the trail first.

    Raises Refused for a run that has no zip, or has it no more.
    """
    if run.state != ExportRun.State.DONE:
        raise Refused("This return has not been written: there is nothing to take.")
    if run.files_removed_at is not None:
        raise Refused("Its files were removed, as their time was up. Write the month again.")
    trail.record(Event.RETURN_TAKEN, by=by, at=now, about=run)
    places = list(run.pieces.order_by("place").values_list("place", flat=True))
    return (
        bytes(ExportPiece.objects.values_list("content", flat=True).get(run=run, place=place))
        for place in places
    )
