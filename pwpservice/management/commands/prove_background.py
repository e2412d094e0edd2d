"""Proves that beat sends and a worker does: used by ./run --check, and after a release."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from jobs.models import Heartbeat
from jobs.tasks import heartbeat


class Command(BaseCommand):
    """Send one task through the worker and wait for it, and for beat's own."""

    help = "Prove that the worker does a task and that beat sends its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to wait: beat's heartbeat comes each minute."""
        parser.add_argument("--seconds", type=int, default=90)

    def handle(self, *_args: Any, seconds: int, **_options: Any) -> None:
        """Wait for both rows to be newer than now."""
        asked_at = timezone.now()
        heartbeat.delay(name="check")
        missing = {"check": "the worker did not do a task", "beat": "beat did not send its own"}
        until = time.monotonic() + seconds
        while missing and time.monotonic() < until:
            time.sleep(0.1)
            seen = Heartbeat.objects.filter(name__in=missing, at__gte=asked_at)
            for name in seen.values_list("name", flat=True):
                del missing[name]
        if missing:
            raise CommandError(f"After {seconds} seconds: {' and '.join(missing.values())}.")
        self.stdout.write("A worker did a task, and beat sent its own.")
