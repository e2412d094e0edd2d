"""Does by hand what the workers do, with a report."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobs import outbox
from pwpservice import sweep

_BATCHES = 1000
_AHEAD = (
    "--now lies ahead of the clock. A sweep does everything for real: links would end and messages"
    " leave before their time. Only a practice service takes a moment that has not come."
)


class Command(BaseCommand):
    """`sweep [--now YYYY-MM-DDTHH:MM]`: every job once, then what must leave, for real."""

    help = "Do every job of the timetable once, then hand over what must leave, and report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A time without a zone is London's."""
        parser.add_argument(
            "--now",
            type=_moment,
            metavar="YYYY-MM-DDTHH:MM",
            help="as of this moment; one that lies ahead in a practice service only",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Report each job in a line; fail when one of them failed."""
        clock = timezone.now()
        now = options["now"] or clock
        if now > clock and not settings.PRACTICE_SERVICE:
            raise CommandError(_AHEAD)
        failed = []
        for done in sweep.everything(now=now, is_drill=options["now"] is not None):
            self.stdout.write(f"{done.job.name}: {_words(done)}")
            if done.counts is not None and "failed" in done.counts and done.counts["failed"]:
                failed.append(done.job.name)
        self.stdout.write(f"outbox: {_spoken(_relay(now))}")
        if failed:
            raise CommandError(f"Not everything could be done: {', '.join(failed)}.")


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else timezone.make_aware(at)


def _words(done: sweep.Done) -> str:
    return "under way elsewhere" if done.counts is None else _spoken(done.counts)


def _spoken(counts: dict[str, int] | Any) -> str:
    said = [f"{number} {name.replace('_', ' ')}" for name, number in counts.items() if number]
    return ", ".join(said) or "nothing to do"


def _relay(now: datetime) -> dict[str, int]:
    """Until a round hands over nothing; what fails waits for its next try."""
    total: dict[str, int] = {}
    for _ in range(_BATCHES):
        counts = outbox.relay(now=now)
        for name, number in counts.items():
            total[name] = total.get(name, 0) + number
        if not counts["done"]:
            return total
    return total
