"""Reads the files of a month, row by row, as this and other systems write them: never more than a
row at a time, in UTF-8 or Windows-1252, with names in any case.
"""

import codecs
import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

from reporting.dataset import earlier
from reporting.dataset.layout import Table

# One note of a contact is a few thousand characters; no field of the data set has more than 56.
LONGEST_CELL = 100_000
OLD_WINDOWS = "step2-windows-1252"


class Openable(Protocol):
    """A file of a folder, or a member of a zip."""

    def open(self, *, encoding: str, errors: str, newline: str) -> TextIO:
        """As text, from its beginning."""


class Unreadable(ValueError):  # noqa: N818 - the name says what is wrong
    """A file that cannot be read on, from a line of it; the words say what to do."""

    def __init__(self, message: str, *, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class Row:
    """One record: the line it ends on, and its values by field, without spaces around them. A field
    that the file lacks is empty.
    """

    line: int
    values: dict[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values.get(field, "")


@dataclass(frozen=True, slots=True)
class Header:
    """How the columns of a file differ from the table's."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    is_in_order: bool

    @property
    def is_exact(self) -> bool:
        """The columns are the table's, in its order."""
        return not self.missing and not self.extra and self.is_in_order


def files_of(folder: Path, table: Table) -> list[Path]:
    """The files named as the table, in any case: one, where all is well."""
    wanted = f"{table.name}.csv".lower()
    return sorted(path for path in folder.iterdir() if path.name.lower() == wanted)


def header_of(path: Openable, table: Table, *, version: str = earlier.CURRENT) -> Header:
    """Raises Unreadable where the file has no first line that could be one."""
    names = _names(next(_cells(path), (1, []))[1])
    lacking: Collection[str] = ()
    if version == earlier.EARLIER:
        names = [earlier.column(name) for name in names if earlier.column(name)]
        lacking = earlier.ADDED.get(table.name, ())
    known = {name.lower(): name for name in table.columns}
    given = [known.get(name.lower(), name) for name in names]
    if not set(given) & set(table.columns):
        raise Unreadable(
            f"The first line names none of the columns of {table.name}: write them there.", line=1
        )
    held = [name for name in given if name in table.columns]
    return Header(
        missing=tuple(name for name in table.columns if name not in {*given, *lacking}),
        extra=tuple(name for name in given if name not in table.columns),
        is_in_order=held == [name for name in table.columns if name in held],
    )


def rows_of(path: Openable, table: Table, *, version: str = earlier.CURRENT) -> Iterator[Row]:
    """Every record of a file. Raises Unreadable where it breaks off or is no CSV."""
    rows = _rows_of(path, table)
    if version != earlier.EARLIER:
        return rows
    return (Row(row.line, earlier.brought_up(table.name, row.values)[0]) for row in rows)


def _rows_of(path: Openable, table: Table) -> Iterator[Row]:
    lines = _cells(path)
    known = {name.lower(): name for name in table.columns}
    names = [known.get(name.lower(), name) for name in _names(next(lines, (1, []))[1])]
    for line, cells in lines:
        if not any(cells):
            continue
        if len(cells) != len(names):
            raise Unreadable(
                f"The line has {len(cells)} values for {len(names)} columns.", line=line
            )
        # As many as there are names: `strict` would only cost time.
        yield Row(line, dict(zip(names, map(str.strip, cells))))  # noqa: B905


def _names(cells: list[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _cells(path: Openable) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number; a quoted line break is no new line."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", errors=OLD_WINDOWS, newline="") as file:
        reader = csv.reader(_lines(file), strict=True)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise Unreadable(
                f"The file breaks off or is no CSV ({error}).", line=reader.line_num
            ) from error


def _lines(text: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(text, start=1):
        if "\0" in line:
            raise Unreadable("This is no text: save the table as CSV.", line=number)
        yield line


def _as_old_windows(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 was written by Windows."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    found = error.object[error.start : error.end]
    return found.decode("cp1252", errors="replace"), error.end


codecs.register_error(OLD_WINDOWS, _as_old_windows)
