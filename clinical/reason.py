"""Why a case is looked at: the reasons with their words and order, and a reason that was found."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Reason(StrEnum):
    """Why a case is looked at, in the order of the caseload."""

    RISK = "risk"
    DETERIORATING = "deteriorating"
    NOT_IMPROVING = "not_improving"
    HIGH_SCORES = "high_scores"
    OVERDUE_CONTACT = "overdue_contact"
    MISSED_SESSION = "missed_session"
    SCHEDULED_REVIEW = "scheduled_review"
    READY_FOR_DECISION = "ready_for_decision"
    NO_NEXT_APPOINTMENT = "no_next_appointment"
    NEW_ASSESSMENT = "new_assessment"
    DATA_GAP = "data_gap"
    COULD_NOT_BE_CHECKED = "could_not_be_checked"

    @property
    def label(self) -> str:
        """The words on the chip."""
        return _LABELS[self]

    @property
    def needs_action(self) -> bool:
        """Asks something of the PWP now; the others wait for the next meeting."""
        return self in _NEEDS_ACTION

    @property
    def order(self) -> int:
        """Its place on the caseload, 0 first."""
        return _ORDER[self]


_LABELS = {
    Reason.RISK: "Risk",
    Reason.DETERIORATING: "Getting worse",
    Reason.NOT_IMPROVING: "Not improving",
    Reason.HIGH_SCORES: "High scores",
    Reason.OVERDUE_CONTACT: "Contact overdue",
    Reason.MISSED_SESSION: "Missed session",
    Reason.SCHEDULED_REVIEW: "Review due",
    Reason.READY_FOR_DECISION: "Ready to end",
    Reason.NO_NEXT_APPOINTMENT: "No next appointment",
    Reason.NEW_ASSESSMENT: "New",
    Reason.DATA_GAP: "Missing data",
    Reason.COULD_NOT_BE_CHECKED: "Could not be checked",
}
_NEEDS_ACTION = frozenset(
    {
        Reason.RISK,
        Reason.OVERDUE_CONTACT,
        Reason.MISSED_SESSION,
        Reason.NO_NEXT_APPOINTMENT,
        Reason.DATA_GAP,
        Reason.COULD_NOT_BE_CHECKED,
    }
)
_ORDER = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Found:
    """A reason that holds: its evidence in words, since when, and what makes it go away.

    `snoozed_until` is the day until which a person has put it off; it still holds meanwhile.
    """

    reason: Reason
    evidence: str
    since: date | None
    clears: str
    snoozed_until: date | None = None

    @property
    def needs_action(self) -> bool:
        """Asks something of the PWP now: of its kind, and not put off."""
        return self.reason.needs_action and self.snoozed_until is None
