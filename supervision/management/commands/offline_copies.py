"""Writes the copies for when the system is down now, not at the next turn of the worker."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinical.working_days import local_date
from policy.current import policy_on
from supervision.offline.jobs import write_copies


class Command(BaseCommand):
    """`offline_copies`: into the folder that the settings name."""

    help = "Write a sealed copy for everybody who has somebody to ring, and remove older ones."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how many; fail where no folder is named, or one could not be written."""
        if not settings.OFFLINE_COPIES_DIR:
            raise CommandError("OFFLINE_COPIES_DIR names no folder: there are no copies to write.")
        now = timezone.now()
        counts = write_copies(now=now, policy=policy_on(local_date(now)))
        self.stdout.write(f"{counts['written']} written, {counts['removed']} older removed")
        if counts["failed"]:
            raise CommandError(f"{counts['failed']} could not be written.")
