"""Checks one folder, table by table, each file once: parents before what hangs from them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from reporting.dataset import reading, tools, values
from reporting.dataset.checking import contacts, fields, keys, rows
from reporting.dataset.checking.findings import Finding, Findings
from reporting.dataset.checking.known import Contact, Known, Referred
from reporting.dataset.layout import Severity, Table
from reporting.dataset.reading import Row, Unreadable
from reporting.dataset.tables import TABLES

_NAMED = {table.name: table for table in TABLES}
_HEADER, _PATIENTS, _GP, _REFERRALS = TABLES[0], TABLES[1], TABLES[2], _NAMED["IDS101Referral"]
# These may not be empty, each under its own number.
_NEVER_EMPTY = {
    "IDS000Header": "REJ002",
    "IDS001MPI": "REJ003",
    "IDS101Referral": "REJ004",
    "IDS002GP": "REJ005",
}
_FIRST = ("IDS001MPI", "IDS002GP", "IDS101Referral", "IDS603PresentingComplaints")
_OLDEST = 120
_LAST_YEAR = 2099


@dataclass(slots=True)
class TableCount:
    """How many rows a table has, and how many of them would be taken."""

    rows: int = 0
    taken: int = 0


@dataclass(slots=True)
class Report:
    """What a check comes to. `period` is None where the header does not name a month."""

    findings: Findings = field(default_factory=Findings)
    counts: dict[str, TableCount] = field(default_factory=dict)
    period: tuple[date, date] | None = None

    @property
    def is_rejected(self) -> bool:
        """The whole file would be."""
        return self.findings.count(Severity.FILE) > 0


def check(folder: Path) -> Report:
    """Everything that is wrong with the files of this folder. Raises nothing for what they hold."""
    report = Report()
    files = {table.name: path for table in TABLES if (path := _file(folder, table, report))}
    known = _month(files, report)
    if known is None:
        return report
    known.kept.update(_kept(files))
    order = [*_FIRST, *(name for name in _NAMED if name not in {*_FIRST, _HEADER.name})]
    for name in order:
        if name in files:
            _table(_NAMED[name], files[name], known, report)
        if name == _REFERRALS.name:
            _settle_patients(known, report)
    report.findings.add(contacts.of_month(known))
    _whole_file(known, report)
    return report


def _file(folder: Path, table: Table, report: Report) -> Path | None:
    """The one file of a table, if it can be read at all."""
    found = reading.files_of(folder, table)
    if len(found) != 1:
        to_do = (
            f"Two files are named {table.name}: send one."
            if found
            else f"Send {table.name}.csv, with its first line even where the table is empty."
        )
        report.findings.add([_of_file(table, "REJ001", to_do)])
        return None
    try:
        header = reading.header_of(found[0], table)
    except Unreadable as unreadable:
        report.findings.add([_of_file(table, "REJ001", str(unreadable), line=unreadable.line)])
        return None
    if not header.is_exact:
        report.findings.add([_of_file(table, "REJ001", _columns(header))])
    return found[0]


def _columns(header: reading.Header) -> str:
    said = []
    if header.missing:
        said.append(f"Add the columns {', '.join(header.missing)}.")
    if header.extra:
        # A name that is no column may be anything, and is not repeated.
        said.append(f"Take out {len(header.extra)} columns that the table does not have.")
    if not header.is_in_order:
        said.append("Put the columns in the order of the table.")
    return " ".join(said)


def _month(files: dict[str, Path], report: Report) -> Known | None:
    """The month that the header names."""
    if _HEADER.name not in files:
        return None
    try:
        found = list(reading.rows_of(files[_HEADER.name], _HEADER))
    except Unreadable as unreadable:
        report.findings.add([_of_file(_HEADER, "REJ015", str(unreadable), line=unreadable.line)])
        return None
    report.counts[_HEADER.name] = TableCount(len(found), len(found))
    if len(found) != 1:
        rule = "REJ015" if found else _NEVER_EMPTY[_HEADER.name]
        report.findings.add([_of_file(_HEADER, rule, "The header has exactly one row.")])
        return None
    (row,) = found
    report.findings.add(fields.of_row(_HEADER, row))
    start = values.read_date(row["ReportingPeriodStartDate"])
    end = values.read_date(row["ReportingPeriodEndDate"])
    if start is None or end is None or not _is_a_month(start, end):
        to_do = "Name the first and the last day of one month."
        report.findings.add([_of_file(_HEADER, "REJ015", to_do, line=row.line)])
        return None
    report.period = (start, end)
    return Known(start, end, provider=row["OrgIDProv"])


def _is_a_month(start: date, end: date) -> bool:
    """Of a year from which one can count on: the calendar ends with 9999."""
    return (
        start.day == 1
        and start.year <= _LAST_YEAR
        and end == (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    )


def _kept(files: dict[str, Path]) -> Iterator[str]:
    """Referrals that are in the month for a follow-up, or for how they found it."""
    for name, column, wanted in (
        ("IDS201CareContact", "AppType", {"06", "6"}),
        ("IDS606CodedScoreAssessmentRefer", "CodedAssToolType", tools.EXPERIENCE),
    ):
        if name not in files:
            continue
        try:
            for row in reading.rows_of(files[name], _NAMED[name]):
                if row[column] in wanted:
                    yield row["ServiceRequestId"]
        except Unreadable:
            # Said where the table itself is checked.
            continue


def _table(table: Table, path: Path, known: Known, report: Report) -> None:
    count = report.counts.setdefault(table.name, TableCount())
    seen = keys.Seen()
    numbers: set[str] = set()
    try:
        for row in reading.rows_of(path, table):
            count.rows += 1
            found = [*fields.of_row(table, row), *rows.of_row(table, row, known)]
            found += seen.of_row(table, row, known)
            if table is _PATIENTS:
                found += _of_patient(row, known, numbers)
            costs = report.findings.add(_about(one, row, known) for one in found)
            _note(table, row, known, costs=costs)
            count.taken += not costs
    except Unreadable as unreadable:
        report.findings.add([_of_file(table, "REJ001", str(unreadable), line=unreadable.line)])
    if not count.rows and table.name in _NEVER_EMPTY:
        to_do = f"{table.name} is empty: a return has at least one row of it."
        report.findings.add([_of_file(table, _NEVER_EMPTY[table.name], to_do)])


def _about(one: Finding, row: Row, known: Known) -> Finding:
    """With whom it concerns."""
    return replace(
        one,
        referral=one.referral or known.referral_of(row.values),
        patient=known.patient_of(row.values),
    )


def _of_patient(row: Row, known: Known, numbers: set[str]) -> Iterator[Finding]:
    """What costs the whole file."""
    for column, rule, to_do in fields.of_file(row):
        yield _of_file(_PATIENTS, rule, to_do, line=row.line, column=column)
    birth = values.read_date(row["PersonBirthDate"])
    if row["PersonBirthDate"] and (
        birth is None or birth > known.end or values.age_at(birth, known.start) > _OLDEST
    ):
        to_do = "Correct the birth date: in the month or before it, and not over 120 years ago."
        yield _of_file(_PATIENTS, "REJ008", to_do, line=row.line, column="PersonBirthDate")
    if row["NHSNumber"] in numbers:
        to_do = "Two patients have this NHS number: bring them together, or correct one."
        yield _of_file(_PATIENTS, "REJ009", to_do, line=row.line, column="NHSNumber")
    if row["NHSNumber"]:
        numbers.add(row["NHSNumber"])
    if row["LocalPatientId"] in known.births:
        to_do = "Two rows are of this patient: send one."
        yield _of_file(_PATIENTS, "REJ010", to_do, line=row.line, column="LocalPatientId")


def _settle_patients(known: Known, report: Report) -> None:
    """A patient without a practice or a referral falls out, with all that hangs from them."""
    referred = {one.patient for one in known.referrals.values()}
    for patient in list(known.births):
        missing = [
            (rule, table)
            for rule, table, held in (
                ("IDS00145", _GP, known.practices),
                ("IDS00146", _REFERRALS, referred),
            )
            if patient not in held
        ]
        for rule, table in missing:
            to_do = f"Send a row of {table.name} for this patient that would be taken."
            report.findings.add(
                [Finding(_PATIENTS.name, 0, "", rule, Severity.GROUP, to_do, patient=patient)]
            )
        if missing:
            known.births.pop(patient)
            known.fallen[_PATIENTS.name].add(patient)
            report.counts[_PATIENTS.name].taken -= 1
    for reference, one in list(known.referrals.items()):
        if one.patient not in known.births:
            known.referrals.pop(reference)
            known.fallen[_REFERRALS.name].add(reference)


def _note(table: Table, row: Row, known: Known, *, costs: bool) -> None:
    """What later rows are held against."""
    key = row[table.fields[0].name]
    if costs:
        known.fallen[table.name].add(key)
    elif note := _NOTES.get(table.name):
        note(key, row, known)


def _note_patient(key: str, row: Row, known: Known) -> None:
    known.births[key] = values.read_date(row["PersonBirthDate"])


def _note_practice(key: str, _row: Row, known: Known) -> None:
    known.practices.add(key)


def _note_referral(key: str, row: Row, known: Known) -> None:
    known.referrals[key] = Referred(
        row["LocalPatientId"],
        values.read_date(row["ReferralRequestReceivedDate"]),
        values.read_date(row["ServDischDate"]),
        row["EndCode"],
    )


def _note_problem(key: str, row: Row, known: Known) -> None:
    known.problems[key] = values.cleaned_icd10(row["PresComp"])


def _note_contact(key: str, row: Row, known: Known) -> None:
    known.contacts[key] = _contact(row)


def _note_activity(key: str, row: Row, known: Known) -> None:
    known.activities[key] = row["CareContactId"]
    known.therapies[row["CareContactId"]].add(row["CodeProcAndProcStatus"])


def _note_score(key: str, row: Row, known: Known) -> None:
    known.tools[known.activities[key]].add(row["CodedAssToolType"])


_NOTES: Mapping[str, Callable[[str, Row, Known], None]] = MappingProxyType(
    {
        "IDS001MPI": _note_patient,
        "IDS002GP": _note_practice,
        "IDS101Referral": _note_referral,
        "IDS603PresentingComplaints": _note_problem,
        "IDS201CareContact": _note_contact,
        "IDS202CareActivity": _note_activity,
        "IDS607CodedScoreAssessmentAct": _note_score,
    }
)


def _contact(row: Row) -> Contact:
    attended = row["AttendOrDNACode"].lstrip("0") in rows.ATTENDED
    return Contact(
        referral=row["ServiceRequestId"],
        line=row.line,
        on=values.read_date(row["CareContDate"]),
        attended=attended or row["PlannedCareContIndicator"] == "N",
        treatment=row["AppType"].zfill(2) in rows.TREATMENTS,
        kind=row["AppType"].zfill(2),
    )


def _whole_file(known: Known, report: Report) -> None:
    """Nothing of it would be taken, or nothing is of the month."""
    if not report.findings.count(Severity.FILE) and not known.births:
        report.findings.add(
            [_of_file(_PATIENTS, "REJ101", "No row would be taken: mend the first.")]
        )
    open_then = any(one.received and one.received <= known.end for one in known.referrals.values())
    if known.referrals and not open_then:
        report.findings.add([_of_file(_REFERRALS, "REJ012", "No referral is of this month.")])


def _of_file(table: Table, rule: str, to_do: str, *, line: int = 0, column: str = "") -> Finding:
    return Finding(table.name, line, column, rule, Severity.FILE, to_do)
