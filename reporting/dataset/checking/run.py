"""Checks one folder, table by table, each file once: parents before what hangs from them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from reporting.dataset import reading, values
from reporting.dataset.checking import contacts, fields, keys, month, rows
from reporting.dataset.checking.belonging import Belonging
from reporting.dataset.checking.findings import Finding, Findings, of_file
from reporting.dataset.checking.known import Known, noter
from reporting.dataset.checking.month import HEADER
from reporting.dataset.layout import Severity, Table
from reporting.dataset.reading import Row, Unreadable
from reporting.dataset.tables import TABLES

_NAMED = {table.name: table for table in TABLES}
_PATIENTS, _GP, _REFERRALS = TABLES[1], TABLES[2], _NAMED["IDS101Referral"]
# These may not be empty, each under its own number.
_NEVER_EMPTY = {
    "IDS001MPI": "REJ003",
    "IDS101Referral": "REJ004",
    "IDS002GP": "REJ005",
}
_FIRST = (
    "IDS001MPI",
    "IDS002GP",
    "IDS101Referral",
    "IDS603PresentingComplaints",
    "IDS902CarePersQual",
)
_OLDEST = 120


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


def check(
    folder: Path, *, now: datetime | None = None, months_before: Sequence[Path] = ()
) -> Report:
    """Everything that is wrong with the files of this folder. Raises nothing for what they hold.

    `now` lets it find a file made in the future; the folders of the months before, who was last
    treated long ago.
    """
    report = Report()
    version = month.version_of(folder)
    files = month.files_of(folder, version, report.findings)
    if HEADER.name not in files:
        return report
    known, many = month.known_of(files[HEADER.name], version, now=now, found=report.findings)
    report.counts[HEADER.name] = TableCount(many, many)
    if known is None:
        return report
    report.period = (known.start, known.end)
    known.kept.update(month.kept(files, version))
    known.treated_before.update(month.treated_before(months_before, until=known.start))
    belonging = Belonging(known)
    _tables(files, known, belonging, report)
    report.findings.add(contacts.of_month(known))
    report.findings.add(belonging.missing())
    _whole_file(known, report)
    return report


def _tables(files: dict[str, Path], known: Known, belonging: Belonging, report: Report) -> None:
    order = [*_FIRST, *(name for name in _NAMED if name not in {*_FIRST, HEADER.name})]
    for name in order:
        if name in files:
            _table(_NAMED[name], files[name], known, belonging, report)
        if name == _REFERRALS.name:
            _settle_patients(known, report)


def _table(table: Table, path: Path, known: Known, belonging: Belonging, report: Report) -> None:
    count = report.counts.setdefault(table.name, TableCount())
    of_row: list[Callable[[Row], list[Finding]]] = [
        fields.Judge(table).of_row,
        rows.Judge(table, known).of_row,
        keys.Seen(table, known).of_row,
    ]
    if table is _PATIENTS:
        of_row.append(_Patients(known).of_row)
    if judge_of_the_month := belonging.judge_of(table):
        of_row.append(judge_of_the_month)
    note, fallen, key = noter(table), known.fallen[table.name], table.fields[0].name
    try:
        for row in reading.rows_of(path, table, version=known.version):
            count.rows += 1
            found = [one for judge in of_row for one in judge(row)]
            if found and report.findings.add([_about(one, row, known) for one in found]):
                fallen.add(row[key])
                continue
            count.taken += 1
            if note:
                note(row, known)
    except Unreadable as unreadable:
        report.findings.add([of_file(table, "REJ001", str(unreadable), line=unreadable.line)])
    if not count.rows and table.name in _NEVER_EMPTY:
        to_do = f"{table.name} is empty: a return has at least one row of it."
        report.findings.add([of_file(table, _NEVER_EMPTY[table.name], to_do)])


def _about(one: Finding, row: Row, known: Known) -> Finding:
    """With whom it concerns."""
    return replace(
        one,
        referral=one.referral or known.referral_of(row.values),
        patient=known.patient_of(row.values),
    )


class _Patients:
    """What of a patient costs the whole file."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._numbers: set[str] = set()

    def of_row(self, row: Row) -> list[Finding]:
        """The number, the postcode, the birth date, and either number a second time."""
        return [
            of_file(_PATIENTS, rule, to_do, line=row.line, column=column)
            for column, rule, to_do in self._wrong(row)
        ]

    def _wrong(self, row: Row) -> Iterator[tuple[str, str, str]]:
        yield from fields.of_file(row)
        known, birth = self._known, values.read_date(row["PersonBirthDate"])
        if row["PersonBirthDate"] and (
            birth is None or birth > known.end or values.age_at(birth, known.start) > _OLDEST
        ):
            to_do = "Correct the birth date: in the month or before it, and not over 120 years ago."
            yield "PersonBirthDate", "REJ008", to_do
        if number := row["NHSNumber"]:
            if number in self._numbers:
                to_do = "Two patients have this NHS number: bring them together, or correct one."
                yield "NHSNumber", "REJ009", to_do
            self._numbers.add(number)
        if row["LocalPatientId"] in known.births:
            yield "LocalPatientId", "REJ010", "Two rows are of this patient: send one."


def _settle_patients(known: Known, report: Report) -> None:
    """A patient without a practice or a referral falls out, with all that hangs from them."""
    referred = {one.patient for one in known.referrals.values()}
    for patient in list(known.births):
        missing = [
            (rule, table)
            for rule, table, is_there in (
                ("IDS00145", _GP, patient in known.practices),
                ("IDS00146", _REFERRALS, patient in referred),
            )
            if not is_there
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
    report.findings.add(_left_practices(known))


def _left_practices(known: Known) -> Iterator[Finding]:
    """Whoever has left a practice, and is with none since."""
    to_do = "Send the practice that the patient went to, without an end."
    for patient, line in known.practices.items():
        if line and patient in known.births:
            yield Finding(
                _GP.name,
                line,
                "EndDateGMPRegistration",
                "IDS00223",
                Severity.WARNING,
                to_do,
                patient=patient,
            )


def _whole_file(known: Known, report: Report) -> None:
    """Nothing of it would be taken."""
    if not report.findings.count(Severity.FILE) and not known.births:
        report.findings.add(
            [of_file(_PATIENTS, "REJ101", "No row would be taken: mend the first.")]
        )
