"""Does by hand what the workers do, with a report."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobs import outbox
from pwpservice import sweep

_BATCHES = 1000


class Command(BaseCommand):
    """`sweep [--now YYYY-MM-DDTHH:MM]`: every job once, then what must leave."""

    help = "Do every job of the timetable once, then hand over what must leave, and report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A moment of one's own is for drills: a time without a zone is London's."""
        parser.add_argument("--now", type=_moment, metavar="YYYY-MM-DDTHH:MM")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report each job in a line; fail when one of them failed."""
        now = options["now"] or timezone.now()
        failed = []
        for done in sweep.everything(now=now):
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
