"""What was written or sent about everybody and has had its time: the files go, what they came to
and who asked for them stays.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.policy import Policy
from reporting.models import ExportRun, ImportRun, ImportUpload, StagedRow


def remove_old_files(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """The files of returns past the service's rule, and whatever is left of imports that ended."""
    before = now - timedelta(days=policy.return_files_kept_days)
    old = ExportRun.objects.filter(
        state=ExportRun.State.DONE, finished_at__lte=before, files_removed_at__isnull=True
    )
    runs = sum(_remove(pk, now=now) for pk in old.order_by("pk").values_list("pk", flat=True))
    return {"returns": runs, **_of_ended_imports()}


@transaction.atomic
def _remove(pk: int, *, now: datetime) -> int:
    """The mark first: without it the database lets no piece go."""
    still = ExportRun.objects.filter(pk=pk, files_removed_at__isnull=True)
    if not still.update(files_removed_at=now):
        return 0
    run = ExportRun.objects.get(pk=pk)
    run.pieces.all().delete()
    trail.record(Event.RETURN_FILES_REMOVED, by=None, at=now, about=run)
    return 1


@transaction.atomic
def _of_ended_imports() -> Mapping[str, int]:
    """A run takes what it held with it as it ends; this is for one that could not."""
    going_on = ImportRun.objects.filter(ended_at__isnull=True).values("pk")
    rows, _ = StagedRow.objects.exclude(run__in=going_on).delete()
    ended = ImportUpload.objects.filter(run__ended_at__isnull=False, run__is_dry_run=False)
    pieces, _ = ended.delete()
    return {"rows": rows, "pieces": pieces}
