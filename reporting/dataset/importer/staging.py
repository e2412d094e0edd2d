"""Copies the records of a file into the table where they wait, each in its canonical form.

A record that falls on its own is staged too, without values: so that what hangs from it is known to
have fallen with it, and is said once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from types import MappingProxyType

from django.db import connection

from reporting.dataset import earlier
from reporting.dataset.importer import cells, homeless
from reporting.dataset.importer.bundles import LeftOut
from reporting.dataset.importer.cells import BETWEEN, FieldReader, Wrong
from reporting.dataset.importer.months import BROKEN, Month
from reporting.dataset.importer.records import Broken, records_of
from reporting.dataset.importer.sources import SourceFile, shown
from reporting.dataset.layout import Table
from reporting.dataset.tables import TABLES

# So many are copied at a time: a few megabytes, and well within the time a statement may take.
_CHUNK = 20_000
_LONGEST_KEY = 20
_SCORES = {"IDS606CodedScoreAssessmentRefer": False, "IDS607CodedScoreAssessmentAct": True}
_KEYS = ("LocalPatientId", "ServiceRequestId", "CareContactId", "CareActId")
_COPY = """
COPY reporting_stagedrow
(run, "table", file, line, patient, referral, contact, activity, number, "values") FROM STDIN
"""


@dataclass(frozen=True)
class Place:
    """Which file of which run it is, and how the columns of the table are called in it."""

    run: int
    number: int
    month: Month
    table: Table
    file: SourceFile

    @property
    def is_earlier(self) -> bool:
        """Of version 2.0."""
        return self.month.version == earlier.EARLIER

    @cached_property
    def shown(self) -> str:
        """The file’s name in a report."""
        return shown(self.file.name)

    def left_out(self, line: int, wrong: Wrong) -> LeftOut:
        """As a report says it."""
        return self.said(line, wrong.field, wrong.rule, wrong.why)

    def said(self, line: int, column: str, rule: str, why: str) -> LeftOut:
        """The same of a column or a whole line."""
        return LeftOut(self.shown, line, column, rule, why, month=self.month.name)


@dataclass(slots=True)
class Chunk:
    """Some records of a file that are staged together, and what was left out among them. What is
    said of the file as a whole comes with its last.
    """

    rows: int
    text: StringIO
    left_out: list[LeftOut]
    is_last: bool = False


def number_of(table: Table) -> str:
    """`201`"""
    return table.name[3:6]


BY_NUMBER: Mapping[str, Table] = MappingProxyType({number_of(table): table for table in TABLES})


def write(chunk: Chunk) -> None:
    """Copy its records."""
    with connection.cursor() as cursor:
        cursor.copy_expert(_COPY, chunk.text)


def chunks_of(place: Place) -> Iterator[Chunk]:
    """A file in chunks, never more than one in memory. The last may be empty of records."""
    left_out: list[LeftOut] = []
    lines: list[str] = []
    try:
        for line in _lines(place, left_out):
            lines.append(line)
            if len(lines) >= _CHUNK:
                yield Chunk(len(lines), StringIO("".join(lines)), left_out)
                lines, left_out[:] = [], []
    except BROKEN:
        why = "The file breaks off: it cannot be unpacked or read on. Send it again."
        left_out.append(place.said(0, "", "REJ001", why))
    yield Chunk(len(lines), StringIO("".join(lines)), left_out, is_last=True)


def _lines(place: Place, left_out: list[LeftOut]) -> Iterator[str]:
    records = records_of(place.file)
    first = next(records, None)
    if first is None or isinstance(first, Broken):
        why = "The file is empty: write the names of the columns into its first line."
        left_out.append(place.said(1, "", "REJ001", why if first is None else first.why))
        return
    reader = _RowReader(place, first[1], left_out)
    if not reader.can_read:
        return
    for record in records:
        if isinstance(record, Broken):
            left_out.append(place.said(record.line, "", "REJ001", record.why))
        else:
            yield reader.staged(*record)
    reader.say_what_has_no_place()


class _RowReader:
    """What one file’s columns mean, worked out once."""

    def __init__(self, place: Place, names: Sequence[str], left_out: list[LeftOut]) -> None:
        self._place = place
        self._left_out = left_out
        table = place.table
        where = _where(place, names)
        self._plan: list[tuple[int, FieldReader]] = [
            (where.get(one.name, -1), FieldReader(one, _recoded(place, one.name)))
            for one in table.fields
        ]
        self._keys = [
            table.columns.index(key) if key in table.columns else -1
            for key in (*_KEYS, "NHSNumber")
        ]
        self._head = f"{place.run}\t{number_of(table)}\t{place.number}\t"
        self._scores: dict[tuple[str, str], Wrong | None] = {}
        self._is_score = table.name in _SCORES
        self._tool = table.columns.index("CodedAssToolType") if self._is_score else -1
        self._has_no_place = table.name in homeless.TABLES
        self._passed_by = 0
        self.can_read = self._say_columns(names, where)

    def _say_columns(self, names: Sequence[str], where: Mapping[str, int]) -> bool:
        """Whether the file can be read with these; what lacks of them is said once."""
        table, place = self._place.table, self._place
        if not where:
            why = "The first line names none of the table’s columns: write them there."
            self._left_out.append(place.said(1, "", "REJ001", why))
            return False
        absent = [one.name for one in table.fields if one.name not in where and one.need != "P"]
        if needed := [one for one in absent if self._reader(one)[""][1] is not None]:
            why = f"Nothing of the file is read: add the columns {', '.join(needed)}."
            self._left_out.append(place.said(1, "", "REJ001", why))
            return False
        added = earlier.ADDED.get(table.name, frozenset()) if place.is_earlier else frozenset()
        if missing := [one for one in absent if one not in added]:
            why = f"Not in the file, and read as empty: {', '.join(missing)}."
            self._left_out.append(place.said(1, "", "REJ001", why))
        removed = earlier.REMOVED if place.is_earlier else {}
        for name in (one for one in removed if one in names):
            why = f"Lost with it is {removed[name]}: version 2.1 has no place for it."
            self._left_out.append(place.said(1, name, "S2-2.0", why))
        if extra := len([name for name in names if name not in removed]) - len(where):
            why = f"{extra} columns that the table does not have, or has once, are not read."
            self._left_out.append(place.said(1, "", "REJ001", why))
        return True

    def _reader(self, name: str) -> FieldReader:
        return self._plan[self._place.table.columns.index(name)][1]

    def staged(self, line: int, said: Sequence[str]) -> str:
        """The record as it is copied."""
        values: list[str] = []
        falls = False
        for place, reader in self._plan:
            value, wrong = reader[said[place] if place >= 0 else ""]
            values.append(value)
            if wrong is not None:
                self._left_out.append(self._place.left_out(line, wrong))
                falls = falls or wrong.falls
        if not falls and self._is_passed_by(values):
            self._passed_by += 1
        elif self._is_score and not falls and (wrong := self._score(values)):
            self._left_out.append(self._place.left_out(line, wrong))
            falls = True
        keys = "\t".join([values[one][:_LONGEST_KEY] if one >= 0 else "" for one in self._keys])
        kept = "" if falls else BETWEEN.join(values)
        text = f"{self._head}{line}\t{keys}\t{kept}\n"
        return text.replace("\\", "\\\\") if "\\" in text else text

    def _is_passed_by(self, values: Sequence[str]) -> bool:
        is_no_tool = self._is_score and values[self._tool] in homeless.TOOLS_PASSED_BY
        return self._has_no_place or is_no_tool

    def say_what_has_no_place(self) -> None:
        """Once for the file, and once for each detail of a code: it is no fault of a row."""
        found = [homeless.detail(lost) for _, one in self._plan for lost in sorted(one.lost)]
        if self._passed_by:
            found.append(homeless.records(self._passed_by))
        self._left_out += [self._place.said(0, "", homeless.RULE, why) for why in found]

    def _score(self, values: Sequence[str]) -> Wrong | None:
        key = (values[self._tool], values[self._tool + 1])
        if key not in self._scores:
            of_contact = _SCORES[self._place.table.name]
            self._scores[key] = cells.score(*key, of_contact=of_contact)
        return self._scores[key]


def _where(place: Place, names: Sequence[str]) -> dict[str, int]:
    """Of each column of the table its place in the file; the first of two that are called alike."""
    known = {name.lower(): name for name in place.table.columns}
    if place.is_earlier:
        known |= {
            theirs.lower(): ours
            for theirs, ours in earlier.RENAMED.items()
            if ours.lower() in known
        }
    where: dict[str, int] = {}
    for number, name in enumerate(names):
        if ours := known.get(name.strip().lower()):
            where.setdefault(ours, number)
    return where


def _recoded(place: Place, name: str) -> Mapping[str, tuple[str, str]]:
    return earlier.RECODED.get(name, {}) if place.is_earlier else {}
