"""What a check knows of the month while it goes through its tables: who is in it, since when."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from reporting.dataset import earlier, values
from reporting.dataset.layout import Table
from reporting.dataset.reading import Row

# How the outcomes and the kinds of an appointment are written that much hangs on.
ATTENDED = frozenset({"5", "6"})
TREATMENTS = frozenset({"02", "03", "05"})


class Referred(NamedTuple):
    """Of one referral, what the rows that hang from it are held against."""

    patient: str
    received: date | None
    discharged: date | None
    end_code: str


class Contact(NamedTuple):
    """Of one contact, the same. `came` is an outcome that says so; an unplanned contact counts as
    attended whatever its outcome.
    """

    referral: str
    line: int
    on: date | None
    time: str
    came: bool
    attended: bool
    treatment: bool


@dataclass(slots=True)
class Known:
    """The month, and what was accepted of it so far. Keys only, never a note."""

    start: date
    end: date
    provider: str = ""
    version: str = earlier.CURRENT
    births: dict[str, date | None] = field(default_factory=dict)
    # Patients with an accepted practice: the line of the last that ended, 0 once one is open
    practices: dict[str, int] = field(default_factory=dict)
    referrals: dict[str, Referred] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    staff: set[str] = field(default_factory=set)
    # Of each activity its contact, and of each contact the therapies, the staff and the tools
    activities: dict[str, str] = field(default_factory=dict)
    therapies: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    given_by: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tools: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    problems: dict[str, str] = field(default_factory=dict)
    # Referrals with a follow-up or an experience questionnaire in the month
    kept: set[str] = field(default_factory=set)
    # The last treatment of each referral in the months before, where they were given
    treated_before: dict[str, date] = field(default_factory=dict)
    # Keys of rows that fell, by table: what hangs from them falls as well
    fallen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def held(self, table: str) -> Mapping[str, object]:
        """The rows of a parent table that were accepted, by key."""
        by_table: dict[str, Mapping[str, object]] = {
            "IDS001MPI": self.births,
            "IDS101Referral": self.referrals,
            "IDS201CareContact": self.contacts,
            "IDS202CareActivity": self.activities,
        }
        return by_table[table]

    def referral_of(self, values: dict[str, str]) -> str:
        """The referral that a row concerns; empty where it concerns none, or none is known."""
        if reference := values.get("ServiceRequestId"):
            return reference
        contact = values.get("CareContactId") or self.activities.get(
            values.get("CareActId", ""), ""
        )
        held = self.contacts.get(contact)
        return held.referral if held else ""

    def patient_of(self, values: dict[str, str]) -> str:
        """The patient that a row concerns."""
        if patient := values.get("LocalPatientId"):
            return patient
        held = self.referrals.get(self.referral_of(values))
        return held.patient if held else ""


def noter(table: Table) -> Callable[[Row, Known], None] | None:
    """What writes down, of an accepted row of this table, what later rows are held against."""
    return _NOTES.get(table.name)


def _patient(row: Row, known: Known) -> None:
    known.births[row["LocalPatientId"]] = values.read_date(row["PersonBirthDate"])


def _practice(row: Row, known: Known) -> None:
    patient = row["LocalPatientId"]
    if known.practices.get(patient) != 0:
        known.practices[patient] = row.line if row["EndDateGMPRegistration"] else 0


def _referral(row: Row, known: Known) -> None:
    known.referrals[row["ServiceRequestId"]] = Referred(
        row["LocalPatientId"],
        values.read_date(row["ReferralRequestReceivedDate"]),
        values.read_date(row["ServDischDate"]),
        row["EndCode"],
    )


def _problem(row: Row, known: Known) -> None:
    known.problems[row["ServiceRequestId"]] = row["PresComp"]


def _contact(row: Row, known: Known) -> None:
    known.contacts[row["CareContactId"]] = contact_of(row)


def _activity(row: Row, known: Known) -> None:
    contact = row["CareContactId"]
    known.activities[row["CareActId"]] = contact
    known.therapies[contact].add(values.procedure_alone(row["CodeProcAndProcStatus"]))
    known.given_by[contact].add(row["CarePersLocalId"])


def _score(row: Row, known: Known) -> None:
    known.tools[known.activities[row["CareActId"]]].add(row["CodedAssToolType"])


def _staff(row: Row, known: Known) -> None:
    known.staff.add(row["CarePersLocalId"])


_NOTES: Mapping[str, Callable[[Row, Known], None]] = MappingProxyType(
    {
        "IDS001MPI": _patient,
        "IDS002GP": _practice,
        "IDS101Referral": _referral,
        "IDS603PresentingComplaints": _problem,
        "IDS201CareContact": _contact,
        "IDS202CareActivity": _activity,
        "IDS607CodedScoreAssessmentAct": _score,
        "IDS902CarePersQual": _staff,
    }
)


def contact_of(row: Row) -> Contact:
    """What is kept of a contact."""
    came = row["AttendOrDNACode"].lstrip("0") in ATTENDED
    return Contact(
        referral=row["ServiceRequestId"],
        line=row.line,
        on=values.read_date(row["CareContDate"]),
        time=row["CareContTime"],
        came=came,
        attended=came or row["PlannedCareContIndicator"] == "N",
        treatment=row["AppType"].zfill(2) in TREATMENTS,
    )
