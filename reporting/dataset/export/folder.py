"""A month as a folder: written beside its place, checked, and put there whole."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from clinical.errors import Refused
from clinical.working_days import local, local_date
from reporting.dataset import working
from reporting.dataset.checking.run import Report, check
from reporting.dataset.export import manifest
from reporting.dataset.export.copies import write_copies
from reporting.dataset.export.exchanging import exchange
from reporting.dataset.export.windows import Submission, submission
from reporting.dataset.export.writing import File, write_tables
from reporting.period import month_of

_READING = "-reading"
# How an earlier month is named while it steps aside on a disk that exchanges no folders
_ASIDE = ".earlier-"
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

    Raises Refused for a month that has not begun, where the service does not say who it is, and
    where a later run has written the month meanwhile, and OSError where it cannot be written;
    nothing stands under either name then but what stood before.
    """
    period, on = month_of(month), local_date(now)
    if period.start > on:
        raise Refused("This month has not begun: there is nothing to send yet.", field="month")
    name, window = f"{period.start:%Y-%m}", submission(period.start, on=on)
    out.mkdir(parents=True, exist_ok=True)
    # Beside its place, on the same disk
    with working.alone_in(out):
        _bring_back(out)
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
        with working.alone_in(out):
            _keep_later(out / name, now=now)
            if reading_copies:
                _put(copies, out / copies.name)
            _put(tables, out / name)
    return Written(out / name, files, report, window, checksum)


def _keep_later(place: Path, *, now: datetime) -> None:
    written_at = manifest.written_at(place)
    if written_at is not None and written_at > local(now).replace(microsecond=0):
        raise Refused(
            "What stands there says that it was written after this run began: it is kept. Where "
            "that is wrong, take it away and write the month again.",
            field="month",
        )


def _put(made: Path, place: Path) -> None:
    """In one step, so that whenever this is broken off a whole month stands there; the earlier one
    is left where the new one was made. On a disk that knows no such step the earlier one steps
    aside, and whoever writes next brings it back if it must.
    """
    if not place.exists():
        made.rename(place)
    elif not exchange(made, place):
        aside = place.with_name(f"{_ASIDE}{place.name}")
        place.rename(aside)
        try:
            made.rename(place)
        except OSError:
            aside.rename(place)
            raise
        shutil.rmtree(aside)


def _bring_back(out: Path) -> None:
    """What stepped aside for a month that was never put in its place."""
    for aside in out.glob(f"{_ASIDE}*"):
        place = aside.with_name(aside.name.removeprefix(_ASIDE))
        if place.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(place)
