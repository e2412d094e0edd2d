"""What the derivation of a pathway is asked about: one referral with all that hangs from it, and
why a contact, session or score does not count, if so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from clinical.instrument import Measure, Total
from clinical.instruments import WSAS_CODE
from clinical.problems import Problem
from clinical.therapies import Intensity, Therapy, intensity_of
from clinical.working_days import local_date

# Kinds of appointment and outcomes by the words the record keeps.
ASSESSMENT_KINDS = frozenset({"ASSESSMENT", "ASSESSMENT_AND_TREATMENT"})
TREATMENT_KINDS = frozenset({"TREATMENT", "ASSESSMENT_AND_TREATMENT", "REVIEW_AND_TREATMENT"})
FOLLOW_UP_KIND = "FOLLOW_UP"
EMPLOYMENT_KIND = "EMPLOYMENT_SUPPORT"
ATTENDED = frozenset({"ATTENDED", "LATE_SEEN"})

LOW_INTENSITY = frozenset(one for one in Therapy if intensity_of(one) is Intensity.LOW)
HIGH_INTENSITY = frozenset(one for one in Therapy if intensity_of(one) is Intensity.HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFact:
    """A signed contact. `number` orders those of one moment."""

    number: int
    at: datetime
    kind: str
    attendance: str
    is_planned: bool = True
    therapies: frozenset[Therapy] = frozenset()
    seen_as: str = "INDIVIDUAL"

    @property
    def on(self) -> date:
        """The local day."""
        return local_date(self.at)

    @property
    def is_attended(self) -> bool:
        """Somebody was seen, or nobody had planned it, whatever is written as its outcome."""
        return self.attendance in ATTENDED or not self.is_planned

    @property
    def is_employment_only(self) -> bool:
        """Employment support and nothing else."""
        return self.kind == EMPLOYMENT_KIND or self.therapies == {Therapy.EMPLOYMENT_SUPPORT}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFact:
    """Up to a week of internet-enabled therapy: one attended session."""

    number: int
    started_on: date
    ended_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFact:
    """A questionnaire as it stands, neither corrected since nor withdrawn. `carried_by` is the
    contact it was answered for, none where it was answered between contacts.
    """

    number: int
    measure: str
    version: str
    at: datetime
    total: Total | None
    answers: tuple[int | None, ...] = ()
    is_prorated: bool = False
    carried_by: ContactFact | None = None

    @property
    def on(self) -> date:
        """The local day it was answered."""
        return local_date(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFact:
    """A problem descriptor as somebody recorded it."""

    number: int
    recorded_on: date
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayFacts:
    """One referral, in whatever order its rows came."""

    received_on: date
    ended_on: date | None = None
    contacts: tuple[ContactFact, ...] = ()
    logs: tuple[LogFact, ...] = ()
    scores: tuple[ScoreFact, ...] = ()
    problems: tuple[ProblemFact, ...] = ()
    # The day somebody was asked about statutory sick pay, and what they said
    sick_pay: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """From receipt to the end, or to the day as of which an open referral is looked at."""

    start: date
    end: date

    def why_outside(self, on: date) -> str:
        """Empty inside, both days included."""
        if on < self.start:
            return "before the referral was received"
        return "after the end" if on > self.end else ""


def contact_left_out(contact: ContactFact, window: Window) -> str:
    """Why it is no care contact (metrics reference 3, steps 1 and 2); empty where it is one."""
    if not contact.is_attended:
        return "not attended"
    if contact.kind == FOLLOW_UP_KIND:
        return "a follow-up, which only counts as one"
    return window.why_outside(contact.on)


def session_left_out(contact: ContactFact) -> str:
    """Why a care contact is no session (steps 4 and 6); empty where it is one."""
    if contact.kind not in TREATMENT_KINDS:
        return "not treatment"
    return "employment support only" if contact.is_employment_only else ""


def log_left_out(log: LogFact, window: Window) -> str:
    """A log counts on the day it ends: the week may have begun before."""
    return window.why_outside(log.ended_on)


def score_left_out(score: ScoreFact, window: Window, measures: Mapping[str, Measure]) -> str:
    """Why it is neither a first nor a last score (steps 8 and 10); empty where it may be."""
    return (
        window.why_outside(score.on)
        or _carrier_forbids(score.carried_by)
        or _unreadable(score, measures)
    )


def _carrier_forbids(contact: ContactFact | None) -> str:
    if contact is None:
        return ""
    if not contact.is_attended:
        return "for an appointment that was not attended"
    if contact.kind == FOLLOW_UP_KIND:
        return "at a follow-up"
    return "at employment support" if contact.is_employment_only else ""


def _unreadable(score: ScoreFact, measures: Mapping[str, Measure]) -> str:
    measure = measures.get(score.measure)
    if measure is None or score.version != measure.version:
        return "of another version of the questionnaire"
    if score.measure == WSAS_CODE:  # read item by item
        return ""
    if score.total is None:
        return "not finished"
    if score.is_prorated and not measure.counts_prorated:
        return "filled in where answers were missing"
    is_within = measure.total_lowest <= score.total <= measure.total_highest
    return "" if is_within else "out of range"
