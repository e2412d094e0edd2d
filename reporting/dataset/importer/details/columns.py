"""The five files: their columns, what each says, and how long it may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from caseload.actions.old_notes import LONGEST_AUTHOR
from referrals.models.timeline import LONGEST_NOTE
from reporting.dataset.layout import Field, Table


@dataclass(frozen=True, slots=True)
class Column:
    """One column: whether a row needs it, how long it may be, what stands in it."""

    name: str
    longest: int
    says: str
    is_needed: bool = False


@dataclass(frozen=True)
class DetailsFile:
    """One file, `people.csv`; `what` is said where it is asked for, `once` names the columns that
    no two rows of it have alike.
    """

    name: str
    what: str
    once: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def file_name(self) -> str:
        """As it is looked for."""
        return f"{self.name}.csv"

    @cached_property
    def table(self) -> Table:
        """As the reader of files knows it."""
        fields = tuple(Field(one.name, "", f"max an{one.longest}") for one in self.columns)
        return Table(self.name, self.what, fields)


_PATIENT = Column("LocalPatientId", 20, "the person’s number in the monthly files", is_needed=True)
_REFERRAL = Column(
    "ServiceRequestId", 20, "the referral’s number in the monthly files", is_needed=True
)
_STAFF = Column(
    "CarePersLocalId", 20, "the member of staff’s number in the monthly files", is_needed=True
)
_YES_NO = "Y or N; leave it empty where nobody asked"

PEOPLE = DetailsFile(
    "people",
    "How people are called and reached",
    ("LocalPatientId",),
    (
        _PATIENT,
        Column("Title", 20, "Ms, Mr, Dr …"),
        Column("GivenName", 80, "first name", is_needed=True),
        Column("FamilyName", 80, "last name", is_needed=True),
        Column("Phone", 20, "one number, as people dial it"),
        Column("Email", 254, "one address"),
        Column("Address", 200, "in one cell, without the postcode"),
        Column("VoicemailOk", 3, f"may we leave a voicemail: {_YES_NO}"),
        Column("TextOk", 3, f"may we send texts: {_YES_NO}"),
        Column("EmailOk", 3, f"may we send emails: {_YES_NO}"),
        Column("LetterOk", 3, f"may we send letters home: {_YES_NO}"),
        Column("SafeTimes", 60, "when it is safe to ring"),
        Column("SayWho", 60, "who we say we are if somebody else answers"),
        Column("Language", 20, "the language they read best: its name or code, English or pl"),
        Column("Needs", 200, "interpreter, hearing, getting about … in words"),
    ),
)
STAFF = DetailsFile(
    "staff",
    "Who the staff of the monthly files are",
    ("CarePersLocalId",),
    (
        _STAFF,
        Column("Username", 60, "of the account here, where there is one"),
        Column("Email", 254, "of the account here, instead of its user name"),
        Column("GivenName", 60, "first name, where there is no account yet"),
        Column("FamilyName", 60, "last name, where there is no account yet"),
        Column("Team", 80, "a team that is here, where there is no account yet"),
        Column("Role", 20, "PWP, Trainee PWP or Senior PWP; PWP where it is empty"),
    ),
)
CASELOADS = DetailsFile("caseloads", "Who carries whom", ("ServiceRequestId",), (_REFERRAL, _STAFF))
NOTES = DetailsFile(
    "notes",
    "Notes that PWPs need at hand",
    ("ServiceRequestId", "Date", "Author", "Text"),
    (
        _REFERRAL,
        Column("Date", 10, "the day of the note, 2026-10-31 or 31/10/2026", is_needed=True),
        Column("Author", LONGEST_AUTHOR, "who wrote it, in words"),
        Column("Text", LONGEST_NOTE, "the note", is_needed=True),
    ),
)
APPOINTMENTS = DetailsFile(
    "appointments",
    "What is booked from now on",
    ("ServiceRequestId", "Date", "Time", "CarePersLocalId"),
    (
        _REFERRAL,
        Column("Date", 10, "2026-11-30 or 30/11/2026", is_needed=True),
        Column("Time", 5, "10:30", is_needed=True),
        Column("Minutes", 3, "how long, 5 to 240; 30 where it is empty"),
        _STAFF,
        Column("Kind", 30, "Assessment, Treatment, Review or Follow-up; Treatment where empty"),
        Column("Medium", 20, "Phone, Video or In person; Phone where it is empty"),
    ),
)
# In the order in which they are taken: whom a row names must be known before it.
FILES = (STAFF, PEOPLE, CASELOADS, NOTES, APPOINTMENTS)
BY_NAME: Mapping[str, DetailsFile] = MappingProxyType({one.name: one for one in FILES})
