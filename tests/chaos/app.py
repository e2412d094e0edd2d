"""The product's Celery application on a quick timetable, so that faults find it at work.

Leases and waits are the product's own.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from celery.signals import worker_process_init

from pwpservice.celery import app
from pwpservice.schedule import JOBS
from tests.chaos import places

_SECOND = timedelta(seconds=1)
_QUICK = {"owners", "escalation"}


@worker_process_init.connect
def begin(**_: Any) -> None:
    """Only here are the models ready. A twin takes its guard away."""
    from pwpservice import sweep
    from tests.chaos import guards

    sweep.JOBS = tuple(replace(job, every=_SECOND) for job in JOBS if job.name in _QUICK)
    guards.take_away(places.WITHOUT)


@app.task(name="tests.chaos.effect_by_task")
def effect_by_task(key: str) -> None:
    """The twin of the outbox: what must happen stands in the message alone."""
    from tests.chaos.work import effect

    effect(number=0, key=key, now=datetime.now(UTC))


app.conf.beat_schedule = {
    "heartbeat": {"task": "jobs.tasks.heartbeat", "schedule": _SECOND},
    "relay": {"task": "jobs.tasks.relay_outbox", "schedule": _SECOND},
    "sweep": {"task": "pwpservice.tasks.sweep", "schedule": 2 * _SECOND},
}
