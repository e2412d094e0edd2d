"""Reads a file line by line and goes on after a line that cannot be read, as no check would: what
can be taken of a damaged file is taken.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.dataset.importer.sources import SourceFile
from reporting.dataset.reading import LONGEST_CELL, OLD_WINDOWS

# After so many lines that are none, the file is no CSV: more of the same is said by nobody.
_MOST_BROKEN = 100


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that cannot be read, and why; the last one ends the file."""

    line: int
    why: str
    is_last: bool = False


def records_of(file: SourceFile) -> Iterator[tuple[int, list[str]] | Broken]:
    """The names first, then each record with the line it ends on, and what could not be read."""
    csv.field_size_limit(LONGEST_CELL)
    with file.open(encoding="utf-8-sig", errors=OLD_WINDOWS, newline="") as text:
        lines = _Lines(text)
        reader = csv.reader(lines, strict=True)
        broken = width = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                wrong = Broken(reader.line_num, _why(error))
            else:
                if not any(cells):
                    continue
                width = width or len(cells)
                if len(cells) == width and not lines.has_nul:
                    yield reader.line_num, cells
                    continue
                wrong = Broken(reader.line_num, _shape(cells, width, has_nul=lines.has_nul))
            broken += 1
            if broken > _MOST_BROKEN or lines.has_nul:
                why = "This is no CSV: save the table as CSV in UTF-8. It is not read on."
                yield Broken(wrong.line, why, is_last=True)
                return
            yield wrong


class _Lines:
    """The lines of a text; remembers what says that it is none."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self.has_nul = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._text)
        if "\0" in line:
            self.has_nul = True
            return "\n"
        return line


def _why(error: csv.Error) -> str:
    if "unexpected end of data" in str(error):
        return "The file breaks off within a value: send it again."
    return "The line is no CSV: look at its quotes."


def _shape(cells: Sequence[str], width: int, *, has_nul: bool) -> str:
    if has_nul:
        return "This is no text."
    fewer = "fewer" if len(cells) < width else "more"
    return f"The line has {fewer} values than there are columns."
