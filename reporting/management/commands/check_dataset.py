"""`manage.py check_dataset DIR`: for what a month's folder, anybody's, would be rejected."""

import csv
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.dataset.checking.findings import Finding
from reporting.dataset.checking.run import Report, check
from reporting.dataset.layout import Severity

# As an export names the folder of a month; three of them hold 90 days.
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MONTHS_BEFORE = 4
_COLUMNS = ("severity", "table", "line", "field", "rule", "to do", "referral", "patient")


class Command(BaseCommand):
    """Findings as lines or as CSV, the dearest first; exit status 1 where anything is rejected."""

    help = "Checks the files of one month as the national checks do, and stricter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", help="a folder with one CSV for each table")
        parser.add_argument("--format", choices=("lines", "csv"), default="lines")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}: name the folder of one month.")
        report = check(folder, now=timezone.localtime(), months_before=_months_before(folder))
        if options["format"] == "csv":
            writer = csv.writer(self.stdout)
            writer.writerow(_COLUMNS)
            writer.writerows(_cells(one) for one in report.findings)
        else:
            self._say(report)
        if any(report.findings.count(one) for one in Severity if one is not Severity.WARNING):
            raise SystemExit(1)

    def _say(self, report: Report) -> None:
        for one in report.findings:
            where = f"{one.table}, line {one.line}" if one.line else one.table
            whom = f" (referral {one.referral})" if one.referral else ""
            self.stdout.write(f"{one.severity.label}: {where}, {one.rule}: {one.to_do}{whom}")
        if report.findings.unlisted:
            self.stdout.write(f"and {report.findings.unlisted:,} more of the same rules.")
        for name, count in report.counts.items():
            self.stdout.write(f"{name}: {count.taken:,} of {count.rows:,} rows would be taken.")


def _months_before(folder: Path) -> list[Path]:
    """The folders of the months before that stand beside this one: `2026-09` by `2026-10`."""
    here = folder.resolve()
    if not _MONTH.fullmatch(here.name):
        return []
    beside = (path for path in here.parent.iterdir() if path.is_dir())
    before = [path for path in beside if _MONTH.fullmatch(path.name) and path.name < here.name]
    return sorted(before)[-_MONTHS_BEFORE:]


def _cells(one: Finding) -> tuple[str | int, ...]:
    return (
        one.severity.value,
        one.table,
        one.line or "",
        one.field,
        one.rule,
        one.to_do,
        one.referral,
        one.patient,
    )
