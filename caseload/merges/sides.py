"""What two records say, side by side: what is the same, what differs, and what would count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from clinical import nhs_number, wording
from referrals.models import Gender, Patient, Referral


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what the record that is kept says, and what the other says."""

    label: str
    kept: str
    other: str

    @property
    def differs(self) -> bool:
        """Both say something, and not the same."""
        return self.kept != self.other and NOTHING not in {self.kept, self.other}

    @property
    def compared(self) -> str:
        """In a word or two."""
        if self.differs:
            return "differs: no counts" if {self.kept, self.other} == _YES_OR_NO else "differs"
        if self.kept == self.other:
            return "neither" if self.kept == NOTHING else "same"
        return "one of them"


NOTHING = "Not known"
_YES_OR_NO = {"Yes", "No"}


def facts(kept: Patient, other: Patient) -> tuple[Fact, ...]:
    """In the order in which one checks them."""
    return tuple(Fact(label, said(kept), said(other)) for label, said in _LINES)


def referrals_of(patient: Patient, referrals: list[Referral], *, on: date) -> tuple[str, ...]:
    """`Received 4 May, ended 3 June`, the newest first."""
    return tuple(_referral(one, on=on) for one in referrals if one.patient_id == patient.pk)


def _referral(one: Referral, *, on: date) -> str:
    received = f"Received {wording.sentence_date(one.received_on, on)}"
    if one.ended_on is not None:
        return f"{received}, ended {wording.sentence_date(one.ended_on, on)}"
    if one.carried_by is not None:
        return f"{received}, with {one.carried_by.full_name}"
    return f"{received}, waiting"


def _yes(name: str) -> Callable[[Patient], str]:
    return lambda patient: "Yes" if getattr(patient, name) else "No"


def _words(name: str) -> Callable[[Patient], str]:
    return lambda patient: getattr(patient, name) or NOTHING


_LINES: tuple[tuple[str, Callable[[Patient], str]], ...] = (
    ("Name", lambda one: wording.banner_name(one.family_name, one.given_name, one.title)),
    ("Born", lambda one: wording.birth_date(one.date_of_birth)),
    ("NHS number", lambda one: nhs_number.spaced(one.nhs_number) if one.nhs_number else NOTHING),
    ("Gender", lambda one: Gender(one.gender).label),
    ("Phone", _words("phone")),
    ("Email", _words("email")),
    ("Address", lambda one: ", ".join(filter(None, (one.address, one.postcode))) or NOTHING),
    ("GP", _words("gp")),
    ("Voicemail", _yes("voicemail_ok")),
    ("Text messages", _yes("text_ok")),
    ("Emails", _yes("email_ok")),
    ("Letters home", _yes("letter_ok")),
    ("Letters to the GP", _yes("share_with_gp")),
)
