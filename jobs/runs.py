"""One unfinished run of a job at a time; a killed run's lease ends and the next takes over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from jobs.models import Heartbeat, JobRun

# The parts whose silence staff are told of (safety S-B6); other names are of one moment only.
WATCHED = ("beat", "relay", "worker")


def start(job: str, *, now: datetime, lease: timedelta) -> JobRun | None:
    """Claim the job, or None while another run of it holds an unexpired lease."""
    try:
        with transaction.atomic():
            unfinished = (
                JobRun.objects.select_for_update().filter(job=job, finished_at__isnull=True).first()
            )
            if unfinished is not None and unfinished.leased_until > now:
                return None
            if unfinished is not None:
                finish(unfinished, counts={**unfinished.counts, "taken_over": 1}, now=now)
            return JobRun.objects.create(job=job, started_at=now, leased_until=now + lease)
    except IntegrityError:  # another start was a moment quicker
        return None


def finish(run: JobRun, *, counts: Mapping[str, int], now: datetime) -> None:
    """Close the run with what it did; a run that was taken over keeps what its successor wrote."""
    JobRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(
        finished_at=now, counts=dict(counts)
    )


def beat(name: str, *, at: datetime) -> None:
    """Say that this part is alive. A clock that steps back never makes a heartbeat older."""
    Heartbeat.objects.bulk_create([Heartbeat(name=name, at=at)], ignore_conflicts=True)
    Heartbeat.objects.filter(name=name, at__lt=at).update(at=at)
