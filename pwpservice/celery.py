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
    """The first heartbeat goes out as beat starts: nobody waits a minute for the banner to go."""
    app.send_task("jobs.tasks.heartbeat")
