"""`manage.py import_details DIR`: names, caseloads, notes and appointments of the old system."""

from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinical.working_days import local_date
from policy.current import policy_on
from reporting.dataset.importer import runs
from reporting.dataset.importer.details import files
from reporting.dataset.importer.details import run as details
from reporting.dataset.importer.sources import NothingToRead, Source, opened
from reporting.dataset.importer.turns import Turn
from reporting.models import ImportRun
from staff.models import StaffMember

_MOST_SAID = 1_000
_KINDS = ("made", "changed", "unchanged", "kept")


class Command(BaseCommand):
    """Exit status 0 when all is in, 3 when the rest is in and what was left out is listed, 1 when
    nothing could be read.
    """

    help = "Brings in staff, people, caseloads, notes and appointments: docs/moving-in.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, who answers for them, and whether they are only looked at."""
        parser.add_argument("source", type=Path, help="a folder or a zip with the five files")
        parser.add_argument("--by", default="", help="the user name of who answers for it")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would come in, and change nothing"
        )

    def handle(self, *_args: Any, source: Path, by: str, dry_run: bool, **_options: Any) -> None:
        """Take what can be taken, and say by row what was left out and why."""
        try:
            found = files.alone(opened(source))
        except NothingToRead as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        with runs.alone() as is_alone:
            if not is_alone:
                raise CommandError("Another import is at work: wait until it has ended.")
            run = _carried_out(found, by=_who(by), is_dry_run=dry_run)
        self._say(run)
        if run.exit_status:
            raise SystemExit(run.exit_status)

    def _say(self, run: ImportRun) -> None:
        for one in islice(runs.left_out_of(run), _MOST_SAID):
            where = f"{one.file}, line {one.line}" if one.line else one.file
            column = f", {one.field}" if one.field else ""
            self.stdout.write(f"{where}{column}: {one.why} ({one.rule})")
        if run.left_out > _MOST_SAID:
            self.stdout.write(f"and {run.left_out - _MOST_SAID:,} more: see the page Moving in.")
        would = "would be " if run.is_dry_run else ""
        for kind in _KINDS:
            for what, count in run.counts.get(kind, {}).items():
                self.stdout.write(f"{what}: {count:,} {would}{kind}.")
        self.stdout.write(f"{ImportRun.Ending(run.ending).label}.")


def _carried_out(source: Source, *, by: StaffMember | None, is_dry_run: bool) -> ImportRun:
    now = timezone.now()
    run, _ = runs.begin(source, by=by, now=now, is_dry_run=is_dry_run)
    details.carry_out(run, source, turn=Turn(now, policy_on(local_date(now))))
    return run


def _who(username: str) -> StaffMember | None:
    """Nobody, where none is named: then the trail says that a command did it."""
    if not username:
        return None
    found = StaffMember.objects.filter(username__iexact=username, is_active=True).first()
    if found is None:
        raise CommandError("There is no account of this name: name one with --by, or none.")
    return found
