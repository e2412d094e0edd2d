"""Does the jobs that are due, by the rows of their earlier runs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.module_loading import import_string

from clinical.policy import Policy
from clinical.working_days import Purpose, local_date, moment
from jobs import runs
from policy.current import policy_on
from pwpservice.schedule import JOBS, Job

Work = Callable[..., Mapping[str, int]]

# A clock that is put right steps back no further. A run that lies further ahead is of a drill, or
# of a clock that was wrong, and must not keep a job from being done.
_STEPS_BACK = timedelta(hours=3)
# The night is done when the flags have been looked through.
_THE_NIGHT = "flags"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one job: its counts, or none while another run of it is under way."""

    job: Job
    counts: Mapping[str, int] | None


def what_is_due(*, now: datetime) -> Iterator[Done]:
    """Do every job that is due, in order."""
    policy = policy_on(local_date(now))
    for job in JOBS:
        if is_due(job, now=now):
            yield do(job, now=now, policy=policy)


def everything(*, now: datetime, is_drill: bool = False) -> Iterator[Done]:
    """Do every job, due or not: by hand. A job with nothing to do writes nothing.

    A drill, as of another moment, is no sign of life.
    """
    policy = policy_on(local_date(now))
    for job in JOBS:
        yield do(job, now=now, policy=policy, is_drill=is_drill)


def is_due(job: Job, *, now: datetime) -> bool:
    """A day's job once from its time on; an interval's when the interval is over. A clock that
    stepped back by less than the interval, or in a day by a few hours, makes nothing due twice.
    """
    done = runs.last_done(job.name, until=now + min(job.every, _STEPS_BACK))
    if done is None:
        return True
    return done < _began(job, now) if job.daily_from else done + job.every <= now


def do(job: Job, *, now: datetime, policy: Policy, is_drill: bool = False) -> Done:
    """Do one job as one run."""

    def work() -> Mapping[str, int]:
        found: Work = import_string(job.work)
        return found(now=now, policy=policy)

    counts = runs.run(job.name, work, now=now, lease=job.lease)
    if counts is not None and counts != runs.FAILED and not is_drill:
        _beat(job, at=now)
    return Done(job, counts)


def _beat(job: Job, *, at: datetime) -> None:
    """A job that is watched says itself that it could be done: a sweep that comes to nothing does
    not speak for it.
    """
    name = runs.NIGHT if job.name == _THE_NIGHT else job.name
    if name in {*runs.WATCHED, *runs.NIGHTLY}:
        runs.beat(name, at=at)


def _began(job: Job, now: datetime) -> datetime:
    """The latest moment at which this job's day began."""
    today = _from(job, now, days=0)
    return today if now >= today else _from(job, now, days=-1)


def _from(job: Job, now: datetime, *, days: int) -> datetime:
    day = local_date(now) + timedelta(days=days)
    return moment(day, job.daily_from, purpose=Purpose.NOT_BEFORE)
