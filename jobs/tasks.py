"""The heartbeat that travels beat → broker → worker → row, and the relay."""

from celery import shared_task
from django.utils import timezone

from jobs import outbox, runs


@shared_task
def heartbeat(*, name: str = "beat") -> None:
    """Write that beat sent this and a worker ran it."""
    now = timezone.now()
    runs.beat("worker", at=now)
    runs.beat(name, at=now)


@shared_task
def relay_outbox() -> None:
    """Hand over what must leave."""
    now = timezone.now()
    outbox.relay(now=now)
    runs.beat("relay", at=now)
