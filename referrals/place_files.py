"""The files of a service's places: which list a file is by its header, and each row checked."""

import csv
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from clinical.errors import Refused
from referrals.models import PlacesKind

# Widely used files of the whole country hold 2.7 million postcodes.
MOST_ROWS = 5_000_000
_CODE = re.compile(r"[A-Z0-9]{3,6}")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_LONGEST_NAME = 120
_LONGEST_POSTCODE = 8


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a row; the row is counted as a spreadsheet does, the header first."""

    file: str
    row: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.what}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that may be taken, as the table has it."""

    number: int
    values: tuple[str, ...]


class _WrongError(Exception):
    """In words, for the report."""


def _code(text: str) -> str:
    """A code of an organisation."""
    code = text.upper()
    if not _CODE.fullmatch(code):
        raise _WrongError("a code is 3 to 6 letters and digits")
    return code


def _code_or_none(text: str) -> str:
    return _code(text) if text else ""


def _name(text: str) -> str:
    if not text or len(text) > _LONGEST_NAME or not text.isprintable():
        raise _WrongError(f"a name has 1 to {_LONGEST_NAME} letters")
    return text


def _shown_postcode(text: str) -> str:
    """Where a practice is; it is only shown. Some letters are two in capitals."""
    shown = text.upper()
    if len(shown) > _LONGEST_POSTCODE or not shown.isprintable():
        raise _WrongError(f"a postcode has at most {_LONGEST_POSTCODE} letters")
    return shown


def _postcode(text: str) -> str:
    """What is looked up: in capitals, without a space."""
    bare = re.sub(r"\s", "", text).upper()
    if not _POSTCODE.fullmatch(bare):
        raise _WrongError("that is not a postcode")
    return bare


def _decile(text: str) -> str:
    if text not in {str(number) for number in range(1, 11)}:
        raise _WrongError("a decile is a number from 1 (most deprived) to 10")
    return text


# The columns of each file, the first its key; further columns of a file are left alone.
COLUMNS: Mapping[PlacesKind, Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        PlacesKind.COMMISSIONERS: {"code": _code, "name": _name},
        PlacesKind.PRACTICES: {
            "code": _code,
            "name": _name,
            "postcode": _shown_postcode,
            "commissioner": _code_or_none,
        },
        PlacesKind.POSTCODES: {
            "postcode": _postcode,
            "decile": _decile,
            "commissioner": _code_or_none,
        },
    }
)


def kind_of(path: Path) -> PlacesKind:
    """Which list a file is, by its columns. Raises Refused when it is none, or cannot be read."""
    with opened(path) as file:
        header = _header(file)
    # A list of practices has every column of one of commissioners: the longest that fits.
    for kind in sorted(COLUMNS, key=lambda one: -len(COLUMNS[one])):
        if set(COLUMNS[kind]) <= set(header):
            return kind
    wanted = "; ".join(", ".join(columns) for columns in COLUMNS.values())
    raise Refused(f"{path.name} has other columns than one of: {wanted}.")


def rows(path: Path, kind: PlacesKind) -> Iterator[Row | Mistake]:
    """Every row as it is read: one to take, or what is wrong with it."""
    columns = COLUMNS[kind]
    with opened(path) as file:
        header = _header(file)
        places = {name: at for at, name in reversed(list(enumerate(header)))}
        reader = csv.reader(file)
        number, cells = 1, header
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                if len(cells) < len(header) and not _ends_with_its_line(path):
                    yield Mistake(path.name, number - 1, "the file breaks off here")
                return
            except (csv.Error, UnicodeDecodeError) as wrong:
                yield Mistake(path.name, number, f"cannot be read from here on: {wrong.args[0]}")
                return
            if number > MOST_ROWS:
                yield Mistake(path.name, number, f"there are more than {MOST_ROWS} rows")
                return
            if any(cell.strip() for cell in cells):
                yield _read(path.name, number, cells, places, columns)


def opened(path: Path) -> TextIO:
    """The file as text, with or without a mark at its beginning. Raises Refused."""
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as wrong:
        raise Refused(f"{path.name} cannot be opened: {wrong.strerror}.") from wrong


def _ends_with_its_line(path: Path) -> bool:
    """The last line is whole; a last row that is short and has no end was cut off."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in b"\r\n"


def _header(file: TextIO) -> list[str]:
    """The first line's names. Raises Refused when it is no text."""
    try:
        line = file.readline(10_000)
    except UnicodeDecodeError as wrong:
        raise Refused("The file is not text in UTF-8. Save it as CSV UTF-8.") from wrong
    if "\0" in line:
        raise Refused("The file is not text. Save it as CSV UTF-8.")
    return [name.strip().lower() for name in next(csv.reader([line]), [])]


def _read(
    file: str,
    number: int,
    cells: list[str],
    places: Mapping[str, int],
    columns: Mapping[str, Callable[[str], str]],
) -> Row | Mistake:
    values = []
    for name, check in columns.items():
        at = places[name]
        try:
            values.append(check(cells[at].strip() if at < len(cells) else ""))
        except _WrongError as wrong:
            return Mistake(file, number, f"{name}: {wrong}")
    return Row(number, tuple(values))
