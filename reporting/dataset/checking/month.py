"""The files of a folder and the month that its header names: what is looked at before any row."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from clinical import wording
from reporting.dataset import earlier, reading, tools, values
from reporting.dataset.checking import fields
from reporting.dataset.checking.findings import Finding, Findings, of_file
from reporting.dataset.checking.known import Known, contact_of
from reporting.dataset.layout import Severity, Table
from reporting.dataset.reading import Row, Unreadable
from reporting.dataset.tables import TABLES

HEADER = TABLES[0]
_NAMED = {table.name: table for table in TABLES}
_CONTACTS = _NAMED["IDS201CareContact"]
_SCORES = _NAMED["IDS606CodedScoreAssessmentRefer"]
_LAST_YEAR = 2099


def version_of(folder: Path) -> str:
    """As the header says; the current one where it says nothing else that can be read."""
    for path in reading.files_of(folder, HEADER):
        try:
            for row in reading.rows_of(path, HEADER):
                if row["DatSetVer"] == earlier.EARLIER:
                    return earlier.EARLIER
        except Unreadable:
            # Said where the header itself is read.
            continue
    return earlier.CURRENT


def files_of(folder: Path, version: str, found: Findings) -> dict[str, Path]:
    """The one file of each table that can be read at all."""
    each = ((table.name, _file(folder, table, version, found)) for table in TABLES)
    return {name: path for name, path in each if path}


def _file(folder: Path, table: Table, version: str, report: Findings) -> Path | None:
    found = reading.files_of(folder, table)
    if not found and version == earlier.EARLIER and table.name in earlier.NOT_YET:
        return None
    if len(found) != 1:
        to_do = (
            f"Two files are named {table.name}: send one."
            if found
            else f"Send {table.name}.csv, with its first line even where the table is empty."
        )
        report.add([of_file(table, "REJ001", to_do)])
        return None
    try:
        header = reading.header_of(found[0], table, version=version)
    except Unreadable as unreadable:
        report.add([of_file(table, "REJ001", str(unreadable), line=unreadable.line)])
        return None
    if not header.is_exact:
        report.add([of_file(table, "REJ001", _columns(header))])
    return found[0]


def _columns(header: reading.Header) -> str:
    said = []
    if header.missing:
        said.append(f"Add the columns {', '.join(header.missing)}.")
    if header.extra:
        # A name that is no column may be anything, and is not repeated.
        columns = wording.count(len(header.extra), "column")
        said.append(f"Take out {columns} that the table does not have.")
    if not header.is_in_order:
        said.append("Put the columns in the order of the table.")
    return " ".join(said)


def known_of(
    header: Path, version: str, *, now: datetime | None, found: Findings
) -> tuple[Known | None, int]:
    """The month that the header names, and how many rows it has; None where it names none."""
    try:
        rows = list(reading.rows_of(header, HEADER, version=version))
    except Unreadable as unreadable:
        found.add([of_file(HEADER, "REJ015", str(unreadable), line=unreadable.line)])
        return None, 0
    if len(rows) != 1:
        rule = "REJ015" if rows else "REJ002"
        found.add([of_file(HEADER, rule, "The header has exactly one row.")])
        return None, len(rows)
    (row,) = rows
    found.add([*fields.of_row(HEADER, row), *_of_header(row, version, now)])
    start = values.read_date(row["ReportingPeriodStartDate"])
    end = values.read_date(row["ReportingPeriodEndDate"])
    if start is None or end is None or not _is_a_month(start, end):
        to_do = "Name the first and the last day of one month."
        found.add([of_file(HEADER, "REJ015", to_do, line=row.line)])
        return None, 1
    return Known(start, end, provider=row["OrgIDProv"], version=version), 1


def _of_header(row: Row, version: str, now: datetime | None) -> Iterator[Finding]:
    if version == earlier.EARLIER:
        to_do = "Version 2.0 is read as 2.1: send the months from April 2022 on as 2.1."
        yield Finding(HEADER.name, row.line, "DatSetVer", "S2-VERSION", Severity.WARNING, to_do)
    created = values.read_moment(row["DateTimeDatSetCreate"])
    if now and created and created > now.replace(tzinfo=None):
        to_do = "Say when the files were made: that moment is still to come."
        yield Finding(
            HEADER.name, row.line, "DateTimeDatSetCreate", "IDS00027", Severity.RECORD, to_do
        )


def _is_a_month(start: date, end: date) -> bool:
    """Of a year from which one can count on: the calendar ends with 9999."""
    return (
        start.day == 1
        and start.year <= _LAST_YEAR
        and end == (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    )


def kept(files: Mapping[str, Path], version: str) -> Iterator[str]:
    """Referrals that are in the month for a follow-up, or for how they found it."""
    for table, column, wanted in (
        (_CONTACTS, "AppType", {"06", "6"}),
        (_SCORES, "CodedAssToolType", tools.EXPERIENCE),
    ):
        for row in _readable(files.get(table.name), table, version):
            if row[column] in wanted:
                yield row["ServiceRequestId"]


def treated_before(folders: Sequence[Path], *, until: date) -> dict[str, date]:
    """The last treatment of each referral before a day, in the folders of other months."""
    last: dict[str, date] = {}
    for folder in folders:
        version = version_of(folder)
        for path in reading.files_of(folder, _CONTACTS):
            for row in _readable(path, _CONTACTS, version):
                contact = contact_of(row)
                if contact.attended and contact.treatment and contact.on and contact.on < until:
                    held = last.get(contact.referral, contact.on)
                    last[contact.referral] = max(held, contact.on)
    return last


def _readable(path: Path | None, table: Table, version: str) -> Iterator[Row]:
    """The rows up to where the file breaks off, which is said where the table is checked."""
    if path is None:
        return
    try:
        yield from reading.rows_of(path, table, version=version)
    except Unreadable:
        return
