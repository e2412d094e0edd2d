"""What the rules are asked about: frozen facts of one referral, gathered by those above."""

from dataclasses import dataclass, field
from datetime import date, datetime

from clinical.instrument import Total
from clinical.problems import Problem
from clinical.trajectory import SEED, Table


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """One total of one measure on one local date."""

    measure: str
    total: int
    on: date


@dataclass(frozen=True, slots=True)
class RiskFact:
    """One open risk action: what must happen, by when, and who does it."""

    what: str
    due_by: datetime
    owner_name: str
    opened_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Everything the review rules look at, for one open referral. All dates are local dates.

    `phq9` and `gad7` hold the totals in order, first to latest, left-out sessions omitted.
    `missed_in_a_row` counts sessions missed or cancelled by the patient since the last attended
    one; `in_treatment` is true from the first treatment session to the end. `risk_evidence` says
    in words what the open signals are; left empty, the item 9 answers are used. `risk_since` is the
    day the open risk flag began. `own_measure` names the measure that the problem calls for beside
    GAD-7; without it a contact is not scored. `own_totals` are its totals, as `phq9` of PHQ-9; none
    where the `problem` is measured with GAD-7. `expected` is the table of usual ranges, shared by
    all cases.
    """

    referral_id: int
    received_on: date
    allocated_on: date | None
    first_attended_on: date | None
    last_attended_on: date | None
    assessed_on: date | None
    treatment_contacts: int
    planned_sessions: int
    phq9: tuple[int, ...]
    gad7: tuple[int, ...]
    last_item_nine: int | None
    previous_item_nine: int | None
    last_item_nine_on: date | None
    missed_in_a_row: int
    last_missed_on: date | None
    missed_followed_up: bool
    next_booked_at: datetime | None
    last_discussed_on: date | None
    review_due_on: date | None
    open_risk_actions: tuple[RiskFact, ...]
    open_risk_signals: int
    risk_evidence: str
    has_problem_descriptor: bool
    last_contact_scored: bool
    risk_asked_last: bool
    in_treatment: bool
    ending_proposed: bool
    safety_plan_review_on: date | None = None
    last_scored_on: date | None = None
    risk_since: date | None = None
    # What else the PWP proposes, in words: `Step up`; empty where nothing.
    proposed: str = ""
    problem: Problem = Problem.NOT_RECORDED
    own_measure: str = ""
    own_totals: tuple[Total, ...] = ()
    expected: Table = field(default_factory=lambda: SEED)

    @property
    def phq9_first(self) -> int | None:
        """The first PHQ-9 total of this referral."""
        return self.phq9[0] if self.phq9 else None

    @property
    def phq9_last(self) -> int | None:
        """The latest PHQ-9 total."""
        return self.phq9[-1] if self.phq9 else None

    @property
    def gad7_first(self) -> int | None:
        """The first GAD-7 total of this referral."""
        return self.gad7[0] if self.gad7 else None

    @property
    def gad7_last(self) -> int | None:
        """The latest GAD-7 total."""
        return self.gad7[-1] if self.gad7 else None

    @property
    def silent_since(self) -> date | None:
        """The last attended session; the allocation, if there was none."""
        return self.last_attended_on or self.allocated_on
