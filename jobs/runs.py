"""One unfinished run of a job at a time; when a run is killed its lease ends and the next start takes over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from jobs.models import Heartbeat, JobRun


def start(job: str, *, now: datetime, lease: timedelta) -> JobRun | None:
    """Claim the job, or None while another run of it holds an unexpired lease."""
    with transaction.atomic():
        unfinished = (
            JobRun.objects.select_for_update().filter(job=job, finished_at__isnull=True).first()
        )
        if unfinished is not None and unfinished.leased_until > now:
            return None
        if unfinished is not None:
            unfinished.finished_at = now
            unfinished.counts = {**unfinished.counts, "taken_over": 1}
            unfinished.save(update_fields=["finished_at", "counts"])
        run = JobRun(job=job, started_at=now, leased_until=now + lease)
        JobRun.objects.bulk_create([run], ignore_conflicts=True)
    return JobRun.objects.filter(job=job, started_at=now, finished_at__isnull=True).first()


def finish(run: JobRun, *, counts: Mapping[str, int], now: datetime) -> None:
    """Close the run with what it did."""
    JobRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(
        finished_at=now, counts=dict(counts)
    )


def beat(name: str, *, at: datetime) -> None:
    """Say that this part is alive. A clock that steps back never makes a heartbeat older."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
