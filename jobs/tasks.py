"""The heartbeat that travels beat → broker → worker → row, and the relay."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from jobs import outbox, runs

# Then the next relay goes on: a full outbox must not keep a worker from the sweep.
_LONGEST = timedelta(seconds=10)


@shared_task
def heartbeat(*, name: str = "beat") -> None:
    """Write that beat sent this and a worker ran it."""
    now = timezone.now()
    runs.beat("worker", at=now)
    runs.beat(name, at=now)


@shared_task
def relay_outbox() -> None:
    """Hand over what must leave, round by round, for as long as this relay may take."""
    begun = now = timezone.now()
    runs.beat("relay", at=now)
    while any(outbox.relay(now=now).values()) and now - begun < _LONGEST:
        now = timezone.now()
        runs.beat("relay", at=now)
    for gateway in outbox.gateways_at_work():
        runs.beat(gateway, at=now)
