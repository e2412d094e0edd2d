"""Writes the months that were asked for, one after another, each into a zip in the database."""

import logging
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.policy import Policy
from reporting.dataset import working
from reporting.dataset.checking.by_rule import by_rule
from reporting.dataset.export import manifest
from reporting.dataset.export.folder import Written, export_month
from reporting.models import ExportPiece, ExportRun

logger = logging.getLogger(__name__)

# Longer than a month takes to write: until then nobody else begins it again.
LEASE = timedelta(minutes=15)
_PIECE = 1024 * 1024
_State = ExportRun.State


def export_runs(*, now: datetime, policy: Policy) -> Mapping[str, int]:  # noqa: ARG001 - as every job is called
    """Every month that waits, and every one whose worker was killed. One that cannot be written
    says why, and keeps no other from being written.
    """
    done = {"written": 0, "failed": 0}
    while run := _claimed(now=now):
        done["written" if _write(run, now=now) else "failed"] += 1
    return done


@transaction.atomic
def _claimed(*, now: datetime) -> ExportRun | None:
    due = Q(state=_State.WAITING) | Q(state=_State.WRITING, leased_until__lte=now)
    unlocked = ExportRun.objects.select_for_update(skip_locked=True, of=("self",))
    run = unlocked.filter(due).select_related("asked_by").order_by("asked_at", "pk").first()
    if run is not None:
        run.state, run.started_at, run.leased_until = _State.WRITING, now, now + LEASE
        run.save(update_fields=["state", "started_at", "leased_until"])
    return run


def _write(run: ExportRun, *, now: datetime) -> bool:
    with working.folder() as place:
        try:
            written = export_month(run.month, out=place, by=run.asked_by.full_name, now=now)
            zipped = _zipped(written.folder)
        except (Refused, OSError) as failure:
            _finish_without(run, why=_why(failure), now=now)
            return False
        except Exception as failure:  # noqa: BLE001 - a month that fails must not be begun for ever
            logger.warning("return of %s failed: %s", run.month, type(failure).__name__)
            _finish_without(run, why=_why(failure), now=now)
            return False
        return _finish(run, written, zipped, now=now)


def _why(failure: Exception) -> str:
    """In words, never with a value of anybody."""
    if isinstance(failure, Refused):
        return str(failure)[:200]
    if isinstance(failure, OSError):
        return f"The files could not be written: {failure.strerror or 'no reason given'}."
    return "Something went wrong: it is in the log of the worker."


def _zipped(folder: Path) -> Path:
    """With the folder of the month in it, as it is unpacked beside others."""
    zipped = folder.with_suffix(".zip")
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.iterdir()):
            file.write(path, f"{folder.name}/{path.name}")
    return zipped


@transaction.atomic
def _finish(run: ExportRun, written: Written, zipped: Path, *, now: datetime) -> bool:
    """Keep the zip. What somebody else has begun again meanwhile is theirs."""
    if not _is_still_ours(run):
        return False
    for place, content in enumerate(_pieces(zipped)):
        ExportPiece.objects.create(run=run, place=place, content=content)
    run.state, run.finished_at = _State.DONE, now
    run.counts = {name: one.rows for name, one in written.files.items()}
    run.findings = manifest.findings(written.report)
    run.found = [asdict(one) for one in by_rule(written.report.findings)]
    run.checksum, run.file_name = written.checksum, zipped.name
    run.save()
    trail.record(Event.RETURN_WRITTEN, by=None, at=now, about=run)
    return True


@transaction.atomic
def _finish_without(run: ExportRun, *, why: str, now: datetime) -> None:
    if _is_still_ours(run):
        run.state, run.finished_at, run.why_failed = _State.FAILED, now, why
        run.save()
        trail.record(Event.RETURN_WRITTEN, by=None, at=now, about=run, result="failed")


def _is_still_ours(run: ExportRun) -> bool:
    held = ExportRun.objects.select_for_update().filter(
        pk=run.pk, state=_State.WRITING, leased_until=run.leased_until
    )
    return held.first() is not None


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while content := file.read(_PIECE):
            yield content
