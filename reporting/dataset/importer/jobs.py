"""Works off the zips that came by the page, a little at each look for work: what somebody’s safety
waits for comes before it, and must never wait for it.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO

from django.db.models import Q

from clinical.policy import Policy
from reporting.dataset.importer import engine, runs, taking
from reporting.dataset.importer.bundles import LeftOut
from reporting.dataset.importer.sources import NothingToRead, opened_zip
from reporting.models import ImportRun, ImportUpload

# The look for work comes every minute and does much else.
_TURN = 30.0
_PAUSE = timedelta(minutes=10)


def import_runs(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Go on with the oldest unfinished import of the page."""
    with runs.alone() as is_alone:
        run = _next(now=now) if is_alone else None
        if run is None:
            return {"imports": 0}
        return {"imports": 1, "people": _go_on(run, now=now, policy=policy)}


def _next(*, now: datetime) -> ImportRun | None:
    is_free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return (
        ImportRun.objects.filter(is_free, ended_at__isnull=True, pieces__isnull=False)
        .order_by("asked_at", "pk")
        .first()
    )


def _go_on(run: ImportRun, *, now: datetime, policy: Policy) -> int:
    """How many people more are in."""
    before = run.people_done
    try:
        with _upload(run) as file:
            source = opened_zip(run.source, file)
            turn = engine.Turn(now, policy, seconds=_TURN)
            engine.work_on(run, source, turn=turn, takes=taking)
    except NothingToRead as unreadable:
        runs.leave_out(run, [LeftOut(run.source, 0, "", "REJ001", str(unreadable))])
        runs.end(run, ending=ImportRun.Ending.NOTHING_READ, now=now)
    except engine.NotYet:
        run.leased_until = None
        run.save(update_fields=["leased_until"])
    except Exception:
        # What nobody foresaw is tried again, and meanwhile keeps nobody else's files waiting.
        ImportRun.objects.filter(pk=run.pk).update(leased_until=now + _PAUSE)
        raise
    return run.people_done - before


@contextmanager
def _upload(run: ImportRun) -> Iterator[IO[bytes]]:
    """The zip as one file without a name, gone when it is closed."""
    with tempfile.TemporaryFile() as file:
        pieces = ImportUpload.objects.filter(run=run).order_by("place")
        for content in pieces.values_list("content", flat=True).iterator(chunk_size=8):
            file.write(content)
        file.seek(0)
        yield file
