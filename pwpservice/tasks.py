"""The one task that does whatever jobs are due."""

from celery import shared_task
from django.utils import timezone

from jobs import runs
from pwpservice import sweep as sweeping


@shared_task
def sweep() -> None:
    """Do what is due. Its heartbeat comes first: a long night is not a silent one."""
    now = timezone.now()
    runs.beat("sweep", at=now)
    for _ in sweeping.what_is_due(now=now):
        runs.beat("sweep", at=timezone.now())
