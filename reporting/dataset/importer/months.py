"""Which files are whose month: by the header that lies beside them, never by a folder's name."""

import zlib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zipfile import BadZipFile

from reporting.dataset import earlier, reading, values
from reporting.dataset.importer.bundles import LeftOut
from reporting.dataset.importer.sources import Source, SourceFile, shown
from reporting.dataset.layout import Table
from reporting.dataset.reading import Row, Unreadable
from reporting.dataset.tables import TABLES

BY_STEM: Mapping[str, Table] = {table.name.lower(): table for table in TABLES}
HEADER = TABLES[0]
VERSIONS = frozenset({earlier.EARLIER, earlier.CURRENT})
# What a stream can raise on its way, besides that it is no CSV
BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)


@dataclass(frozen=True)
class Month:
    """A month as one system sent it, with the one file of each table."""

    folder: str
    version: str
    provider: str
    start: date
    end: date
    created: datetime
    files: Mapping[str, SourceFile]

    @cached_property
    def name(self) -> str:
        """`2026-09-01`"""
        return self.start.isoformat()


@dataclass(slots=True)
class Found:
    """The months in order, of one provider; and what was left out on the way there."""

    months: list[Month] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    provider: str = ""

    @property
    def files(self) -> list[tuple[Month, Table, SourceFile]]:
        """Every file in the order in which it is read, the latest month first."""
        return [
            (month, table, month.files[table.name])
            for month in reversed(self.months)
            for table in TABLES
            if table is not HEADER and table.name in month.files
        ]


def months_of(source: Source) -> Found:
    """Every month that can be told. Raises nothing for what files hold."""
    found = Found(left_out=list(source.left_out))
    folders: dict[str, list[SourceFile]] = defaultdict(list)
    for one in source.files:
        if one.ending == ".csv" and one.stem in BY_STEM:
            folders[one.folder].append(one)
    for folder in sorted(folders):
        if month := _month(folder, folders[folder], found.left_out):
            found.months.append(month)
    _of_one_provider(found)
    found.months = _each_once(found)
    for month in found.months:
        found.left_out += _missing(month)
    return found


def _month(folder: str, files: list[SourceFile], left_out: list[LeftOut]) -> Month | None:
    by_table: dict[str, SourceFile] = {}
    for stem in sorted({one.stem for one in files}):
        same = [one for one in files if one.stem == stem]
        table = BY_STEM[stem].name
        if len(same) > 1:
            why = f"{len(same)} files are named {table}, and neither is read: leave one."
            left_out.append(LeftOut(shown(same[0].name), 0, "", "REJ001", why))
        else:
            by_table[table] = same[0]
    header = by_table.get(HEADER.name)
    if header is None:
        where = shown(f"{folder}/{HEADER.name}.csv" if folder else f"{HEADER.name}.csv")
        why = "Nothing of this folder is read: its header, which says the month, is missing."
        left_out.append(LeftOut(where, 0, "", "REJ002", why))
        return None
    row = _only_row(header)
    if isinstance(row, LeftOut):
        left_out.append(row)
        return None
    return _told(folder, header, row, by_table, left_out)


def _only_row(header: SourceFile) -> Row | LeftOut:
    name = shown(header.name)
    try:
        rows = list(_first_two(reading.rows_of(header, HEADER)))
    except Unreadable as unreadable:
        return LeftOut(name, unreadable.line, "", "REJ015", f"No header: {unreadable}")
    except BROKEN:
        return LeftOut(name, 0, "", "REJ015", "The header cannot be unpacked: make the zip again.")
    if len(rows) != 1:
        rule = "REJ015" if rows else "REJ002"
        return LeftOut(name, 0, "", rule, "The header has exactly one row: nothing is read.")
    return rows[0]


def _first_two(rows: Iterator[Row]) -> Iterator[Row]:
    for _, row in zip(range(2), rows, strict=False):
        yield row


def _told(
    folder: str,
    header: SourceFile,
    row: Row,
    files: Mapping[str, SourceFile],
    left_out: list[LeftOut],
) -> Month | None:
    start = values.read_date(row["ReportingPeriodStartDate"])
    end = values.read_date(row["ReportingPeriodEndDate"])
    created = values.read_moment(row["DateTimeDatSetCreate"])
    wrong = [
        (field, rule, why)
        for field, rule, why, is_right in (
            ("DatSetVer", "IDS00003", "Neither 2.0 nor 2.1.", row["DatSetVer"] in VERSIONS),
            ("OrgIDProv", "IDS00028", "Name the provider.", bool(row["OrgIDProv"])),
            (
                "ReportingPeriodStartDate",
                "IDS00015",
                "Name the first and the last day of one month.",
                start is not None and end is not None and _is_a_month(start, end),
            ),
            # One such would keep every true month after it out, as older.
            (
                "DateTimeDatSetCreate",
                "S2-EARLY",
                "It was made before its month began: correct the month, or when it was made.",
                start is None or created is None or created.date() >= start,
            ),
        )
        if not is_right
    ]
    for field_name, rule, why in wrong:
        said = f"Nothing of this folder is read. {why}"
        left_out.append(LeftOut(shown(header.name), row.line, field_name, rule, said))
    if wrong or start is None or end is None:
        return None
    return Month(
        folder=folder,
        version=row["DatSetVer"],
        provider=row["OrgIDProv"][:6],
        start=start,
        end=end,
        created=created or datetime.min,  # noqa: DTZ901 - files have no zone; only compared
        files={name: one for name, one in files.items() if name != HEADER.name},
    )


def _is_a_month(start: date, end: date) -> bool:
    return start.day == 1 and end == start.replace(day=monthrange(start.year, start.month)[1])


def _of_one_provider(found: Found) -> None:
    """Of several the latest month's: keys are one provider's, and mean nothing beside another's."""
    if not found.months:
        return
    found.provider = max(found.months, key=lambda one: (one.start, one.created)).provider
    for other in [one for one in found.months if one.provider != found.provider]:
        found.months.remove(other)
        why = "The header names another provider: take that one’s months in on their own."
        found.left_out.append(_of(other, "IDS00030", why))


def too_old(found: Found) -> list[LeftOut]:
    """Every month of a source, when a later one came in before: it would put back what was."""
    why = "A later month is in already: bring months in from the oldest on, or together with it."
    return [_of(month, "S2-OLDER", why) for month in found.months]


def _each_once(found: Found) -> list[Month]:
    latest: dict[date, Month] = {}
    for month in sorted(found.months, key=lambda one: one.created):
        if older := latest.get(month.start):
            why = f"The month is there twice: what was made later, in {_place(month)}, is read."
            found.left_out.append(_of(older, "S2-TWICE", why))
        latest[month.start] = month
    return [latest[start] for start in sorted(latest)]


def _place(month: Month) -> str:
    return f"“{shown(month.folder)}”" if month.folder else "the top folder"


def _missing(month: Month) -> Iterable[LeftOut]:
    for table in TABLES:
        is_new = month.version == earlier.EARLIER and table.name in earlier.NOT_YET
        if table is HEADER or table.name in month.files or is_new:
            continue
        why = "The table is missing: add it, with its first line even where it is empty."
        yield _of(month, "REJ001", why, table=table)


def _of(month: Month, rule: str, why: str, *, table: Table = HEADER) -> LeftOut:
    where = f"{month.folder}/{table.name}.csv" if month.folder else f"{table.name}.csv"
    return LeftOut(shown(where), 0, "", rule, why, month=month.name)
