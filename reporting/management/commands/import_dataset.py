"""`manage.py import_dataset DIR_OR_ZIP`: moves a service in from its old system’s monthly files."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import timezone

from clinical.working_days import local_date
from policy.current import policy_on
from reporting.dataset.importer import engine, hands, report, runs, taking
from reporting.dataset.importer.sources import NothingToRead, Source, opened
from reporting.models import ImportRun
from staff.models import StaffMember

_NOTHING = 1


class Command(BaseCommand):
    """Exit status 0: all is in; 3: the rest is in, and what was left out is listed; 1: nothing
    could be read, or it was broken off and goes on when it is started again.
    """

    help = "Takes in a folder of CSVs, a folder of month folders, or a zip of either."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="a folder or a zip")
        parser.add_argument("--dry-run", action="store_true", help="say what would come in")
        parser.add_argument("--report", type=Path, help="write what was left out to this CSV")
        parser.add_argument(
            "--hands",
            type=int,
            default=hands.of_machine(),
            choices=range(1, hands.MOST + 1),
            help="how many processes share the work; as many as there are cores, at most two",
        )
        parser.add_argument("--by", default="", metavar="USERNAME", help="who answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            source = opened(options["source"])
        except NothingToRead as unreadable:
            self._stop(str(unreadable))
        by = StaffMember.objects.filter(username=options["by"], is_active=True).first()
        if options["by"] and by is None:
            self._stop("Nobody who can sign in has this username: nothing was read.")
        with runs.alone() as is_alone:
            if not is_alone:
                self._stop("Another import is under way: wait until it has ended.")
            run, goes_on = runs.begin(source, by=by, now=now, is_dry_run=options["dry_run"])
            if goes_on:
                self.stdout.write("Going on with an import of these files that was broken off.")
            self._work_on(run, source, now=now, most_hands=options["hands"])
        for line in report.lines(run):
            self.stdout.write(line)
        if options["report"]:
            options["report"].write_text(report.as_csv(run), encoding="utf-8", newline="")
        if run.exit_status:
            raise SystemExit(run.exit_status)

    def _work_on(self, run: ImportRun, source: Source, *, now: datetime, most_hands: int) -> None:
        turn = engine.Turn(now, policy_on(local_date(now)))
        try:
            engine.work_on(run, source, turn=turn, takes=taking, most_hands=most_hands)
        except hands.HandFailed as broken_off:
            self._stop(str(broken_off))

    def _stop(self, why: str) -> NoReturn:
        self.stderr.write(why)
        raise SystemExit(_NOTHING)
