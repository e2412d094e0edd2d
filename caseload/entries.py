"""What crosses from forms to actions: frozen, validated for shape, not yet for rules."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from caseload.delivery import Delivery
from caseload.models import (
    Attendance,
    ExtrasState,
    Intervention,
    MissedFollowUp,
    PastAttempts,
    PlanDone,
    Proposal,
    RiskAsked,
    RiskOutcome,
    Thoughts,
)
from clinical.measures import Total
from outcomes.actions import Answered
from referrals.models import Medium
from referrals.work import WorkEntry

Answers = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class OpeningCheck:
    """Who (two identifiers), where she is now, private to talk: asked at the start of a phone or
    video call.
    """

    identity_checked: bool
    location: str
    private_to_talk: bool


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    """The answers to one questionnaire, blank is None, never 0; or its total, typed in alone."""

    measure: str
    answers: Answers
    work_not_applicable: bool = False
    total: Total | None = None

    @property
    def answered(self) -> Answered:
        """As it is stored."""
        return Answered(self.measure, self.answers, self.work_not_applicable, self.total)


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment to be made."""

    starts_at: datetime
    minutes: int
    medium: Medium
    is_planned: bool = True


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """The risk section: facts and words, no level or score."""

    thoughts: Thoughts
    plan: bool
    means: bool
    means_agreed: str
    intent: bool
    past_attempts: PastAttempts
    self_neglect: bool
    from_others: bool
    to_others: bool
    children: bool
    concern_details: str
    keeps_safe: str
    agreed: str
    who_told: str
    outcome: RiskOutcome
    safeguarding: bool = False
    safeguarding_details: str = ""


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """A session that took place."""

    attendance: Attendance
    minutes: int
    opening: OpeningCheck | None
    measures: tuple[MeasureEntry, ...]
    questionnaires_not_done: str
    risk_asked: RiskAsked
    risk: RiskEntry | None
    plan_done: PlanDone | None
    interventions: tuple[Intervention, ...]
    did: str
    plan: str
    next_booking: Booking | None
    ending_proposed: bool
    supervision_question: str
    extras: ExtrasState
    extras_note: str
    # Nothing said: as it was booked, and as the treatment is called
    delivery: Delivery | None = None
    # How they stand at work, where that has changed
    work: WorkEntry | None = None
    # What they say of ending, where it is proposed
    own_view: str = ""
    # What else supervision is to decide about
    proposed: Proposal | None = None


@dataclass(frozen=True, slots=True)
class MissedEntry:
    """A session that did not take place, and what happens next."""

    attendance: Attendance
    follow_up: MissedFollowUp | None
    next_booking: Booking | None
    text_asked_for: bool
    supervision_question: str = ""


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """One submission of the session page: its key makes a repeat harmless, its version a stale one
    visible.
    """

    form_key: uuid.UUID
    contact_version: int
    entry: SeenEntry | MissedEntry
