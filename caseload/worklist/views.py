"""The named views of a caseload. Everyone stands in the first; each counts its own people."""

from dataclasses import dataclass
from enum import Enum

from clinical.reason import Reason


class Among(Enum):
    """Which of somebody's reasons a view looks at."""

    EVERYONE = "whoever is there"
    ALL = "those that hold, put off or not"
    ASKING = "those that nobody put off"
    PUT_OFF = "those put off until a day"


@dataclass(frozen=True, slots=True)
class View:
    """One tab. Somebody stands in it when one of its reasons holds; everybody in the first."""

    code: str
    label: str
    reasons: frozenset[Reason]
    # After a name in a sentence, and what an empty tab says: that is good news, and is said.
    having: str
    empty: str
    # Shown only while somebody stands in it, so that the tabs stay few.
    is_rare: bool = False

    among: Among = Among.ALL

    def holds(self, reasons: frozenset[Reason], put_off: frozenset[Reason]) -> bool:
        """Whether somebody with these reasons, some of them put off, stands in this view."""
        if self.among is Among.EVERYONE:
            return True
        if self.among is not Among.ALL:
            reasons = put_off if self.among is Among.PUT_OFF else reasons - put_off
        return not self.reasons.isdisjoint(reasons)


EVERYONE = View(
    "everyone",
    "Everyone",
    frozenset(),
    "",
    "No one is on this caseload.",
    among=Among.EVERYONE,
)
VIEWS = (
    EVERYONE,
    View(
        "flagged",
        "Flagged",
        frozenset(reason for reason in Reason if reason.needs_action),
        "who is flagged",
        "Nothing here needs an action.",
        among=Among.ASKING,
    ),
    View(
        "risk", "Risk plan", frozenset({Reason.RISK}), "with a risk plan", "No one has a risk plan."
    ),
    View(
        "notimproving",
        "Worse or not improving",
        frozenset({Reason.DETERIORATING, Reason.NOT_IMPROVING}),
        "who is getting worse or not improving",
        "No one is getting worse or not improving.",
    ),
    View(
        "contact",
        "No contact or missed",
        frozenset({Reason.OVERDUE_CONTACT, Reason.MISSED_SESSION}),
        "who is overdue or missed a session",
        "No one is overdue, and every missed session is followed up.",
    ),
    View(
        "review",
        "Review due",
        frozenset({Reason.SCHEDULED_REVIEW}),
        "who is due for review",
        "No one is due for review.",
    ),
    View(
        "ready",
        "Ready to end",
        frozenset({Reason.READY_FOR_DECISION}),
        "who is ready to end",
        "No one is ready to end.",
    ),
    View("new", "New", frozenset({Reason.NEW_ASSESSMENT}), "who is new", "No one is new."),
    View(
        "high",
        "High scores",
        frozenset({Reason.HIGH_SCORES}),
        "with high scores",
        "No one has high scores.",
        is_rare=True,
    ),
    View(
        "nonext",
        "No next appointment",
        frozenset({Reason.NO_NEXT_APPOINTMENT}),
        "with no next appointment",
        "Everyone in treatment has a next appointment.",
        is_rare=True,
    ),
    View(
        "data",
        "Missing data",
        frozenset({Reason.DATA_GAP}),
        "with missing data",
        "No data is missing.",
        is_rare=True,
    ),
    View(
        "unchecked",
        "Could not be checked",
        frozenset({Reason.COULD_NOT_BE_CHECKED}),
        "who could not be checked",
        "Everyone could be checked.",
        is_rare=True,
    ),
    View(
        "putoff",
        "Put off",
        frozenset(Reason),
        "with a flag that is put off",
        "No flag is put off.",
        among=Among.PUT_OFF,
        is_rare=True,
    ),
)
