"""A table as text that a spreadsheet opens, in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins so may be run by whoever opens the file.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def written(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The file's text: heads, then the rows; a mark first, so that it is read as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()


def cell(value: object) -> object:
    """The value as it is; words that would be run stand behind an apostrophe."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_RUNS):
        return f"'{value}"
    return value
