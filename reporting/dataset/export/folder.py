"""A month as a folder: written beside its place, checked, and put there whole."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from clinical.errors import Refused
from clinical.working_days import local_date
from reporting.dataset import working
from reporting.dataset.checking.run import Report, check
from reporting.dataset.export import manifest
from reporting.dataset.export.copies import write_copies
from reporting.dataset.export.windows import Submission, submission
from reporting.dataset.export.writing import File, write_tables
from reporting.period import month_of

_READING = "-reading"
# Whoever may not read the database may not read this.
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Written:
    """One month: where it lies, what is in it, what the check says, and its sum."""

    folder: Path
    files: dict[str, File]
    report: Report
    submission: Submission
    checksum: str


def export_month(
    month: date, *, out: Path, by: str, now: datetime, reading_copies: bool = False
) -> Written:
    """Write the month that begins then as `2026-10` in this folder, in place of an earlier one of
    the same name; copies for reading as `2026-10-reading`.

    Raises Refused for a month that has not begun and where the service does not say who it is, and
    OSError where it cannot be written; nothing stands under either name then but what stood before.
    """
    period, on = month_of(month), local_date(now)
    if period.start > on:
        raise Refused("This month has not begun: there is nothing to send yet.", field="month")
    name, window = f"{period.start:%Y-%m}", submission(period.start, on=on)
    out.mkdir(parents=True, exist_ok=True)
    # Beside its place, on the same disk
    with working.folder(within=out) as work:
        tables, copies = work / name, work / f"{name}{_READING}"
        tables.mkdir(mode=_PRIVATE)
        files = write_tables(tables, period, now=now)
        report = check(tables)
        checksum = manifest.write(
            tables, month=name, files=files, report=report, submission=window, by=by, now=now
        )
        if reading_copies:
            copies.mkdir(mode=_PRIVATE)
            write_copies(tables, copies)
            _put(copies, out / copies.name, work)
        _put(tables, out / name, work)
    return Written(out / name, files, report, window, checksum)


def _put(made: Path, place: Path, work: Path) -> None:
    """One step, with the earlier one out of the way; it comes back where that step fails."""
    earlier = work / f"earlier-{place.name}"
    if place.exists():
        place.rename(earlier)
    try:
        made.rename(place)
    except OSError:
        if earlier.exists():
            earlier.rename(place)
        raise
