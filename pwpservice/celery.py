"""The Celery application of worker and beat. It only hurries: what is due is found by a query."""

import contextlib
import gc
import os
import resource
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pwpservice.settings")
# `migrate` has made them just before. They load every page, of which a worker draws none.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("pwpservice")
app.config_from_object("pwpservice.celeryconfig")
app.autodiscover_tasks()


@beat_init.connect
def say_that_background_work_has_begun(sender: Any, **_: Any) -> None:
    """The first heartbeat, relay and sweep go out as beat starts: the banner asks to hear of all,
    and what an outage left undone is made up at once.
    """
    for task in ("jobs.tasks.heartbeat", "jobs.tasks.relay_outbox", "pwpservice.tasks.sweep"):
        sender.app.send_task(task)


# By so much a process of the pool may be larger than the one it was forked from, in kilobytes. What
# has grown by more (the night's work, a month of the data set) ends after the task that is done,
# and another is forked in its place. An ordinary minute's work leaves it smaller.
_MAY_GROW = 12 * 1024


@worker_init.connect
def share_with_the_pool(sender: Any, **_: Any) -> None:
    """Before the pool is forked: what is loaded by then, and not written to, its processes have in
    common. A collector that looked through it would write to it; and two processes on one
    connection to the database would read each other's answers.
    """
    from django.db import connections  # noqa: PLC0415 - neither beat nor the web needs it here
    from django.utils.module_loading import import_string  # noqa: PLC0415

    from pwpservice.schedule import JOBS  # noqa: PLC0415 - settings are being read by now

    for job in JOBS:
        with contextlib.suppress(ImportError):  # it fails by itself, when it is due
            import_string(job.work)
    connections.close_all()
    gc.collect()
    gc.freeze()
    sender.max_memory_per_child = _resident() + _MAY_GROW


def _resident() -> int:
    """Kilobytes of this process in memory now; what it inherited from who began it not counted."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1024
