"""The page of background work: what is watched and when it was last done, what is parked and whose
it is. A fixed number of queries, however much there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from clinical import wording
from clinical.working_days import local_date
from jobs import runs
from jobs.models import JobRun, OutboxEntry
from pwpservice.schedule import JOBS, Job
from staff.models import StaffMember

_PARTS = {
    "beat": ("Timekeeper", "sends what is due to the workers"),
    "worker": ("Worker", "does the work"),
    "relay": ("Relay", "hands over notices and messages"),
    "sweep": ("Sweep", "looks each minute for what is due"),
    "owners": ("Owners", "gives risk actions whose owner is away to the person on duty"),
    "escalation": ("Escalation", "tells who is next of risk actions that nobody took"),
    "staff_notice": ("Mail to staff", "takes notices; silent while one waits for it"),
    "patient_message": ("Provider", "takes messages to patients; silent while one waits for it"),
    runs.NIGHT: ("Night", "looks through everybody's flags"),
    "next_steps": ("Next steps", "finds open referrals without one each night"),
    "unsigned_notes": ("Unsigned notes", "tells whose notes wait each night"),
    "told_of_flags": ("Worklists", "tells whose worklist needs them each night"),
}
_KINDS = {
    "staff_notice": "Notice to staff",
    "patient_message": "Message to a patient",
}
_STALE_AFTER = dict.fromkeys(runs.WATCHED, timedelta(minutes=10)) | dict.fromkeys(
    runs.NIGHTLY, timedelta(hours=26)
)
# Longer than this is no longer "on its way" (safety I8).
_WAITS_AT_MOST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Part:
    """One part whose silence staff are told of."""

    name: str
    does: str
    heard: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job: what it watches, when it last began, and what came of it."""

    name: str
    watches: str
    how_often: str
    last: str
    came_of_it: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Parked:
    """Something that could not be handed over, and whose it is."""

    entry_id: int
    what: str
    since: str
    tries: int
    error: str
    owner: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Background:
    """The page."""

    parts: tuple[Part, ...]
    jobs: tuple[JobRow, ...]
    parked: tuple[Parked, ...]
    waiting: str
    is_waiting_long: bool


def read(*, member: StaffMember, now: datetime) -> Background:
    """Everything about background work as it stands this moment."""
    waiting = OutboxEntry.objects.filter(done_at=None, parked_at=None, next_at__lte=now)
    found = waiting.aggregate(many=Count("pk"), oldest=Min("added_at"))
    return Background(
        parts=_parts(now),
        jobs=_jobs(now),
        parked=_parked(member, now),
        waiting=_waiting(found["many"], found["oldest"], now),
        is_waiting_long=bool(found["oldest"] and now - found["oldest"] > _WAITS_AT_MOST),
    )


def _parts(now: datetime) -> tuple[Part, ...]:
    heard = runs.heard(now=now)
    return tuple(
        Part(
            name=name,
            does=does,
            heard=_when(heard.get(code), now),
            is_late=code not in heard or now - heard[code] > _STALE_AFTER[code],
        )
        for code, (name, does) in _PARTS.items()
    )


def _jobs(now: datetime) -> tuple[JobRow, ...]:
    latest = {
        run.job: run
        for run in JobRun.objects.filter(
            job__in=[job.name for job in JOBS], started_at__lte=now + runs.AHEAD
        )
        .order_by("job", "-started_at")
        .distinct("job")
    }
    return tuple(_job(job, latest.get(job.name), now) for job in JOBS)


def _job(job: Job, run: JobRun | None, now: datetime) -> JobRow:
    allowed = timedelta(hours=26) if job.daily_from else 2 * job.every
    return JobRow(
        name=job.name.replace("_", " ").capitalize(),
        watches=job.watches,
        how_often=f"daily from {job.daily_from}" if job.daily_from else _every(job.every),
        last=_when(None if run is None else run.started_at, now),
        came_of_it=_came_of(run),
        is_late=run is None or now - run.started_at > allowed or dict(run.counts) == runs.FAILED,
    )


def _every(interval: timedelta) -> str:
    return f"every {wording.count(round(interval.total_seconds() / 60), 'minute')}"


def _came_of(run: JobRun | None) -> str:
    if run is None:
        return "Not done yet"
    if run.finished_at is None:
        return "Under way"
    if dict(run.counts) == runs.FAILED:
        return "Could not be done. It is tried again each minute"
    return said(run.counts)


def said(counts: Mapping[str, int]) -> str:
    """Counts in words: `32 looked at, 2 changed`; zeros are left out."""
    words = [f"{many:,} {name.replace('_', ' ')}" for name, many in counts.items() if many]
    return ", ".join(words) or "Nothing to do"


def _parked(member: StaffMember, now: datetime) -> tuple[Parked, ...]:
    entries = list(OutboxEntry.objects.filter(parked_at__isnull=False).order_by("parked_at"))
    owner_ids = {entry.owner_id for entry in entries if entry.owner_id is not None}
    owners = StaffMember.objects.filter(pk__in=owner_ids)
    names = {owner.pk: owner.full_name for owner in owners}
    return tuple(
        Parked(
            entry_id=entry.pk,
            what=_KINDS.get(entry.kind, entry.kind.replace("_", " ").capitalize()),
            since=_when(entry.parked_at, now),
            tries=entry.tries,
            error=entry.last_error,
            owner=names.get(entry.owner_id or 0, "Nobody has taken it: the service lead's"),
            is_mine=entry.owner_id == member.pk,
        )
        for entry in entries
    )


def _waiting(many: int, oldest: datetime | None, now: datetime) -> str:
    if not many or oldest is None:
        return "Nothing waits to be handed over."
    entries = wording.count(many, "entry", "entries")
    return f"{entries} waiting, the oldest since {wording.time_within(oldest, local_date(now))}."


def _when(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else wording.day_and_time(at, local_date(now))
