"""The five files among those of a folder or zip: found, read to their end before a row is taken,
and given out row by row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from reporting.dataset import reading
from reporting.dataset.importer.bundles import LeftOut
from reporting.dataset.importer.details.bringing import CELL, TWICE, Given
from reporting.dataset.importer.details.cells import WrongCell, cells_of
from reporting.dataset.importer.details.columns import BY_NAME, FILES, DetailsFile
from reporting.dataset.importer.months import BROKEN
from reporting.dataset.importer.sources import Source, SourceFile
from reporting.dataset.reading import Unreadable

_FILE = "S2-FILE"
_TWICE = "The same stands in the file before: the first row is taken."
_DIGEST = 8


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that can be read to its end: so many rows."""

    file: DetailsFile
    source: SourceFile
    rows: int


def readable(source: Source) -> tuple[list[Readable], list[LeftOut]]:
    """The files of this source in the order in which they are taken; what cannot be read, or only
    in part, is left out whole.
    """
    found: list[Readable] = []
    left_out: list[LeftOut] = []
    for file in FILES:
        named = [one for one in source.files if one.ending == ".csv" and one.stem == file.name]
        if len(named) > 1:
            why = f"{len(named)} files have this name, and none is read: leave one."
            left_out.append(LeftOut(file.file_name, 0, "", _FILE, why))
        elif named:
            _look(file, named[0], found, left_out)
    return found, left_out


def is_there(source: Source) -> bool:
    """Whether any of the five files is among those of this source."""
    return any(one.ending == ".csv" and one.stem in BY_NAME for one in source.files)


def _look(
    file: DetailsFile, one: SourceFile, found: list[Readable], left_out: list[LeftOut]
) -> None:
    try:
        header = reading.header_of(one, file.table)
        needed = {column.name for column in file.columns if column.is_needed}
        missing = sorted(needed & set(header.missing))
        rows = sum(1 for _ in reading.rows_of(one, file.table))
    except Unreadable as broken:
        why = f"Nothing of it was taken. {broken}"
        left_out.append(LeftOut(file.file_name, broken.line, "", _FILE, why))
        return
    except BROKEN:
        why = "Nothing of it was taken: it cannot be unpacked. Make the zip again."
        left_out.append(LeftOut(file.file_name, 0, "", _FILE, why))
        return
    if missing:
        why = f"Nothing of it was taken: the first line lacks {', '.join(missing)}."
        left_out.append(LeftOut(file.file_name, 1, missing[0], _FILE, why))
        return
    if header.extra:
        many = len(header.extra)
        why = f"{many} columns are not known and were not read: compare the first line."
        left_out.append(LeftOut(file.file_name, 1, "", _FILE, why))
    found.append(Readable(file, one, rows))


def rows_of(one: Readable, left_out: list[LeftOut]) -> Iterator[Given]:
    """Every row whose cells can be taken; the others are put aside. Two rows that say the same of
    the same would be two answers to one question.
    """
    seen: set[bytes] = set()
    for row in reading.rows_of(one.source, one.file.table):
        try:
            given = Given(row.line, cells_of(row, one.file))
        except WrongCell as wrong:
            left_out.append(LeftOut(one.file.file_name, row.line, wrong.field, CELL, str(wrong)))
            continue
        said = "\x1f".join(given[name] for name in one.file.once)
        digest = blake2b(said.encode(), digest_size=_DIGEST).digest()
        if digest in seen:
            left_out.append(LeftOut(one.file.file_name, row.line, "", TWICE, _TWICE))
            continue
        seen.add(digest)
        yield given


def alone(source: Source) -> Source:
    """The five files of a folder or zip without whatever lies beside them."""
    five = tuple(one for one in source.files if one.ending == ".csv" and one.stem in BY_NAME)
    return Source(source.name, five, source.left_out)
