"""What an import says of itself: what was left out, row by row, and what came in."""

from collections.abc import Iterator

from clinical import spreadsheet
from reporting.dataset.importer import limits, runs
from reporting.models import ImportRun, LeftOut

_COLUMNS = ("Month", "File", "Line", "Column", "Rule", "Why")
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


def as_csv(run: ImportRun) -> str:
    """The same of what was left out, as a table: a file may be called as it likes."""
    rows = (
        (one.month, one.file, one.line or "", one.field, one.rule, one.why)
        for one in runs.left_out_of(run)
    )
    return spreadsheet.written(_COLUMNS, rows)
