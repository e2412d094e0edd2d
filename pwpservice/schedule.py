"""The timetable: what runs when, and why. Celery runs in UTC; what runs more often than daily has a
fixed interval (ruling 3).
"""

from datetime import timedelta
from typing import Any

from django.conf import settings

EVERY_HEARTBEAT = timedelta(seconds=settings.HEARTBEAT_SECONDS)

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # Proves beat → broker → worker → row, so that a banner can say when background work has
    # stopped.
    "heartbeat": {
        "task": "jobs.tasks.heartbeat",
        "schedule": EVERY_HEARTBEAT,
        "options": {"expires": 50},
    },
    # What must leave is a row first; this only makes it quick.
    "relay": {
        "task": "jobs.tasks.relay_outbox",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 14},
    },
}
