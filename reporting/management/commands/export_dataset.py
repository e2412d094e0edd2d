"""`manage.py export_dataset --month 2026-10 --out DIR`: a month of the national return, checked."""

import getpass
import re
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from reporting.dataset.export.folder import Written, export_month
from reporting.dataset.export.windows import Submission
from reporting.dataset.layout import Severity

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class Command(BaseCommand):
    """The folder is put in place whole; where anything fails, what stood there stands still."""

    help = (
        "Writes one CSV for each table of the national data set and a manifest into DIR/2026-10, "
        "and says what would be rejected of it. Exit status 0: written, and nothing would be "
        "rejected; 3: written, and something would be; 1: not written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--out", required=True, metavar="DIR", type=Path)
        parser.add_argument(
            "--reading-copies",
            action="store_true",
            help="also write copies that a spreadsheet may open, into DIR/2026-10-reading; "
            "never send those",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            written = export_month(
                _month(options["month"]),
                out=options["out"],
                by=getpass.getuser(),
                now=now,
                reading_copies=options["reading_copies"],
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as failure:
            raise CommandError(f"It could not be written: {failure.strerror}.") from None
        trail.record(Event.RETURN_WRITTEN, by=None, at=now, relation="command")
        self._say(written)
        if any(written.report.findings.count(one) for one in Severity if one != Severity.WARNING):
            raise SystemExit(3)

    def _say(self, written: Written) -> None:
        for name, file in written.files.items():
            self.stdout.write(f"{name}: {file.rows:,} rows")
        for severity in Severity:
            many = written.report.findings.count(severity)
            self.stdout.write(f"Findings, {severity.label}: {many:,}")
        self.stdout.write(_window(written.submission))
        self.stdout.write(f"{written.folder}: SHA-256 of its manifest {written.checksum}")


def _month(said: str) -> date:
    found = _MONTH.fullmatch(said)
    if found is None:
        raise Refused(f"Write the month as 2026-10, not “{said}”.", field="month")
    return date(int(found[1]), int(found[2]), 1)


def _window(found: Submission) -> str:
    words = f"Window: {found.window.label}"
    if found.opens_on is None or found.closes_on is None:
        return f"{words}; it is too late to send this month."
    assumed = ", the usual day, as no calendar is known" if found.is_assumed else ""
    return f"{words}, from {found.opens_on:%d/%m/%Y} to {found.closes_on:%d/%m/%Y}{assumed}."
