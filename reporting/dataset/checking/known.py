"""What a check knows of the month while it goes through its tables: who is in it, since when."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Referred:
    """Of one referral, what the rows that hang from it are held against."""

    patient: str
    received: date | None
    discharged: date | None
    end_code: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Of one contact, the same."""

    referral: str
    line: int
    on: date | None
    attended: bool
    treatment: bool
    kind: str


@dataclass(slots=True)
class Known:
    """The month, and what was accepted of it so far. Keys only, never a note."""

    start: date
    end: date
    provider: str = ""
    births: dict[str, date | None] = field(default_factory=dict)
    practices: set[str] = field(default_factory=set)
    referrals: dict[str, Referred] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    # Of each activity its contact, and of each contact the therapies and tools it has
    activities: dict[str, str] = field(default_factory=dict)
    therapies: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tools: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    problems: dict[str, str] = field(default_factory=dict)
    # Referrals with a follow-up or an experience questionnaire in the month
    kept: set[str] = field(default_factory=set)
    # Keys of rows that fell, by table: what hangs from them falls as well
    fallen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def has(self, table: str, key: str) -> bool:
        """Whether a row of this table and key was accepted."""
        held: dict[str, object] = {
            "IDS001MPI": self.births,
            "IDS101Referral": self.referrals,
            "IDS201CareContact": self.contacts,
            "IDS202CareActivity": self.activities,
        }[table]  # type: ignore[assignment]
        return key in held

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
