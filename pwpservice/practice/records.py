"""What is invented before anything is written: plain frozen records of people and events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from caseload.models import (
    Attendance,
    ContactKind,
    ContactState,
    ExtrasState,
    Intervention,
    MissedFollowUp,
    PastAttempts,
    PlanDone,
    RiskOutcome,
    Thoughts,
)
from clinical.measures import Measure, Total
from clinical.problems import Problem
from clinical.risk import ResponseUrgency
from referrals.models import (
    EndCode,
    Gender,
    Medium,
    NextStepKind,
    ReferralSource,
    Status,
    TimelineKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented patient."""

    nhs_number: str
    title: str
    given_name: str
    family_name: str
    born: date
    gender: Gender
    phone: str
    email: str
    address: str
    postcode: str
    voicemail_ok: bool
    text_ok: bool
    email_ok: bool
    letter_ok: bool
    best_time: str
    needs: str
    gp: str
    share_with_gp: bool
    employment: str
    medication: str
    language: str = "en"
    full_name_ok: bool = False


@dataclass(frozen=True, slots=True)
class Scores:
    """The answers of one sitting; None where a questionnaire was not done. Of the problem's own
    measure only the total is known.
    """

    phq9: tuple[int, ...] | None
    gad7: tuple[int, ...] | None
    wsas: tuple[int, ...] | None = None
    own: tuple[Measure, Total] | None = None

    @property
    def phq9_total(self) -> int | None:
        return None if self.phq9 is None else sum(self.phq9)

    @property
    def gad7_total(self) -> int | None:
        return None if self.gad7 is None else sum(self.gad7)

    @property
    def item_nine(self) -> int | None:
        return None if self.phq9 is None else self.phq9[8]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRecord:
    """What must happen, or has happened, after a risk review."""

    what: str
    urgency: ResponseUrgency
    due_by: datetime
    closed_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRecord:
    """A completed risk section, with the flag it belongs to: open until `closed_at`."""

    thoughts: Thoughts
    plan: bool
    means: bool
    means_agreed: str
    intent: bool
    past_attempts: PastAttempts
    self_neglect: bool
    from_others: bool
    children: bool
    concern_details: str
    keeps_safe: str
    agreed: str
    who_told: str
    outcome: RiskOutcome
    evidence: str
    closed_at: datetime | None
    closed_how: str
    action: ActionRecord | None


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A note begun and not yet signed."""

    fields: Mapping[str, str | list[str]]
    missing: str
    started_at: datetime
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One appointment, attended or not, or still to come."""

    reference: str
    form_key: UUID
    sitting_key: UUID
    kind: ContactKind
    medium: Medium
    starts_at: datetime
    ends_at: datetime
    state: ContactState
    booked_at: datetime
    attendance: Attendance | None = None
    minutes: int | None = None
    location: str = ""
    scores: Scores | None = None
    not_done: str = ""
    risk: RiskRecord | None = None
    plan_done: PlanDone | None = None
    interventions: tuple[Intervention, ...] = ()
    did: str = ""
    plan: str = ""
    question: str = ""
    extras: ExtrasState | None = None
    extras_note: str = ""
    follow_up: MissedFollowUp | None = None
    text_asked_for: bool = False
    ending_proposed: bool = False
    signed_at: datetime | None = None
    attempts: tuple[tuple[datetime, str], ...] = ()
    correction: str = ""
    draft: DraftRecord | None = None

    @property
    def written_at(self) -> datetime:
        """When the note was signed."""
        return self.signed_at or self.ends_at

    @property
    def is_logged(self) -> bool:
        return self.state is ContactState.LOGGED

    @property
    def was_attended(self) -> bool:
        return self.attendance in (Attendance.ATTENDED, Attendance.LATE_SEEN)


@dataclass(frozen=True, slots=True)
class Note:
    """One line on the timeline. `by` is a place in the list of staff; None is the system."""

    kind: TimelineKind
    title: str
    text: str
    at: datetime
    by: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status."""

    to: Status
    at: datetime
    by: int | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRecord:
    """Who carried the referral, from–to."""

    starts_at: datetime
    ends_at: datetime | None
    by: int
    last_discussed_on: date | None
    review_due_on: date | None


@dataclass(frozen=True, slots=True)
class Next:
    """The open next step."""

    kind: NextStepKind
    what: str
    owner: int | None
    due_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One referral from receipt to today, or to its end. Staff are places in the list of staff."""

    person: Person
    reference: str
    team: int
    carrier: int | None
    source: ReferralSource
    received_on: date
    status: Status
    ended_on: date | None = None
    end_code: EndCode | None = None
    problem: Problem | None = None
    problem_on: date | None = None
    problem_statement: str = ""
    goals: str = ""
    treatment: str = ""
    medium: Medium = Medium.PHONE
    planned_sessions: int = 6
    allocation: AllocationRecord | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[Note, ...] = ()
    visits: tuple[Visit, ...] = ()
    next_step: Next | None = None
    updated_at: datetime
    scene: str = ""

    @property
    def open_risk(self) -> tuple["Visit", RiskRecord] | None:
        """The visit whose risk flag nobody has closed, with its risk section."""
        for visit in self.visits:
            if visit.risk and visit.risk.closed_at is None:
                return visit, visit.risk
        return None
