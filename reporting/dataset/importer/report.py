"""What an import says of itself: what was left out, row by row, and what came in."""

import csv
from collections.abc import Iterator
from pathlib import Path

from reporting.dataset.importer import limits, runs
from reporting.models import ImportRun, LeftOut

COLUMNS = ("month", "file", "line", "field", "rule", "why")
_DONE = {"made": "new", "changed": "changed", "unchanged": "as before", "kept": "edited here, kept"}


def lines(run: ImportRun) -> Iterator[str]:
    """In words: what was left out first, and then the counts."""
    for one in runs.left_out_of(run):
        yield _left_out(one)
    if run.left_out > limits.MOST_LEFT_OUT_LISTED:
        yield f"And {run.left_out - limits.MOST_LEFT_OUT_LISTED:,} more of the same."
    yield f"{run.rows:,} records read in {run.files_done:,} files of {run.source}."
    for what in sorted({name for done in _DONE for name in run.counts.get(done, {})}):
        said = ", ".join(
            f"{run.counts[done][what]:,} {word}"
            for done, word in _DONE.items()
            if run.counts.get(done, {}).get(what)
        )
        yield f"{what.replace('_', ' ')}: {said}."
    yield f"{run.left_out:,} left out. {_ending(run)}"


def _left_out(one: LeftOut) -> str:
    where = f"{one.file}, line {one.line}" if one.line else one.file
    field = f", {one.field}" if one.field else ""
    return f"{where}{field}, {one.rule}: {one.why}"


def _ending(run: ImportRun) -> str:
    said = f"{run.get_ending_display()}."
    return f"{said} This was a dry run: nothing was kept." if run.is_dry_run else said


def write_csv(run: ImportRun, path: Path) -> None:
    """The same of what was left out, as a table."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in runs.left_out_of(run):
            writer.writerow((one.month, one.file, one.line or "", one.field, one.rule, one.why))
