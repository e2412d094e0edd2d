"""The Celery application of worker and beat. It only hurries: what is due is found by a query."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pwpservice.settings")

app = Celery("pwpservice")
app.config_from_object("pwpservice.celeryconfig")
app.autodiscover_tasks()


@beat_init.connect
def say_that_background_work_has_begun(**_: Any) -> None:
    """The first heartbeat, relay and sweep go out as beat starts: the banner asks to hear of all,
    and what an outage left undone is made up at once.
    """
    for task in ("jobs.tasks.heartbeat", "jobs.tasks.relay_outbox", "pwpservice.tasks.sweep"):
        app.send_task(task)
