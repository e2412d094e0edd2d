"""The Celery application of worker and beat. It only hurries: what is due is found by a query."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pwpservice.settings")

app = Celery("pwpservice")
app.config_from_object("pwpservice.celeryconfig")
app.autodiscover_tasks()
