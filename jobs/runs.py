"""One unfinished run of a job at a time; a killed run's lease ends and the next takes over."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from jobs.faults import fault
from jobs.models import Heartbeat, JobRun

logger = logging.getLogger(__name__)

# Whose silence staff are told of (safety S-B6): the parts, the jobs that somebody's safety waits
# for, and the gateways, by the kind of row they take. Other names are of one moment only.
PARTS = ("beat", "relay", "sweep", "worker")
WATCHED = (*PARTS, "owners", "escalation", "staff_notice", "patient_message")
# The night's work, which may be silent for a day; the first is the look through everybody's flags.
NIGHT = "night"
NIGHTLY = (NIGHT, "next_steps", "unsigned_notes", "told_of_flags")
# How far ahead another machine's clock may be. What lies further ahead is of a drill, or of a clock
# that was wrong: it proves nothing and keeps nobody from working.
AHEAD = timedelta(minutes=1)
_RUNS_ARE_KEPT = timedelta(days=60)
# What a run that could not be done leaves as its counts.
FAILED: Mapping[str, int] = MappingProxyType({"failed": 1})


def start(job: str, *, now: datetime, lease: timedelta) -> JobRun | None:
    """Claim the job, or None while another run of it holds an unexpired lease. One that began
    ahead of now, by more than a lease, holds nothing.
    """
    try:
        with transaction.atomic():
            unfinished = (
                JobRun.objects.select_for_update().filter(job=job, finished_at__isnull=True).first()
            )
            if unfinished is not None and _holds(unfinished, now=now, lease=lease):
                return None
            if unfinished is not None:
                finish(unfinished, counts={**unfinished.counts, "taken_over": 1}, now=now)
            return JobRun.objects.create(job=job, started_at=now, leased_until=now + lease)
    except IntegrityError:  # another start was a moment quicker
        return None


def _holds(run: JobRun, *, now: datetime, lease: timedelta) -> bool:
    return now < run.leased_until and run.started_at <= now + lease


def finish(run: JobRun, *, counts: Mapping[str, int], now: datetime) -> None:
    """Close the run with what it did; a run that was taken over keeps what its successor wrote."""
    JobRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(
        finished_at=now, counts=dict(counts)
    )


def beat(name: str, *, at: datetime) -> None:
    """Say that this part is alive. A clock that steps back a little never makes a heartbeat older;
    one that lies far ahead is put right.
    """
    Heartbeat.objects.bulk_create([Heartbeat(name=name, at=at)], ignore_conflicts=True)
    is_wrong = Q(at__lt=at) | Q(at__gt=at + AHEAD)
    Heartbeat.objects.filter(is_wrong, name=name).update(at=at)


def heard(*, now: datetime) -> Mapping[str, datetime]:
    """When each part was last heard of. What lies ahead of now was never heard."""
    return dict(Heartbeat.objects.filter(at__lte=now + AHEAD).values_list("name", "at"))


def run(
    job: str,
    work: Callable[[], Mapping[str, int]],
    *,
    now: datetime,
    lease: timedelta,
) -> Mapping[str, int] | None:
    """Do a job as one run with its counts; None while another run of it is under way.

    A job that fails is counted as failed and logged: the others go on, and staff see it.
    """
    started = start(job, now=now, lease=lease)
    if started is None:
        return None
    counts: Mapping[str, int]
    try:
        counts = work()
    except Exception as failure:  # noqa: BLE001 - one job must not stop the others (safety S-B3)
        logger.warning("job %s failed: %s", job, type(failure).__name__)
        counts = FAILED
    fault("after_a_job")
    finish(started, counts=counts, now=now)
    return counts


def last_done(job: str, *, until: datetime) -> datetime | None:
    """When the latest run up to then that did not fail began; None when there was none."""
    return done(job, until=until).first()


def done(job: str, *, until: datetime) -> QuerySet[JobRun, datetime]:
    """When each such run began, the latest first: for a larger query that is built once."""
    finished = JobRun.objects.filter(job=job, finished_at__isnull=False, started_at__lte=until)
    return (
        finished.exclude(counts__has_key="taken_over")
        .exclude(counts=dict(FAILED))
        .order_by("-started_at")
        .values_list("started_at", flat=True)
    )


@transaction.atomic
def forget_old_runs(*, now: datetime, policy: object = None) -> Mapping[str, int]:  # noqa: ARG001 - as every job is called
    """Remove runs that ended long ago; they hold counts only. Nothing clinical is ever removed."""
    gone, _ = JobRun.objects.filter(finished_at__lt=now - _RUNS_ARE_KEPT).delete()
    return {"forgotten": gone}
