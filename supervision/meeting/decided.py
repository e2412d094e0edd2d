"""What a decision consists of: what each kind asks for, and what it may not leave out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from textwrap import shorten

from clinical.agenda import look_by_limit
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.wording import sentence_date
from staff.models import StaffMember
from supervision.models import DecisionCode as Code
from supervision.models.lengths import WORDS

# What is agreed is done within this time, or comes back first.
_FURTHEST = timedelta(days=366)


class Ask(StrEnum):
    """One thing a decision asks for, by the name of its field, in the order of the form."""

    SESSIONS = "sessions"
    COLLEAGUE = "colleague"
    WHAT = "what"
    OWNER = "owner"
    DUE = "due_on"


_NOTHING: frozenset[Ask] = frozenset()
_TO_DO = frozenset({Ask.WHAT, Ask.OWNER, Ask.DUE})
_TO_HAND_ON = frozenset({Ask.WHAT, Ask.COLLEAGUE, Ask.DUE})
ASKS: Mapping[Code, frozenset[Ask]] = {
    Code.CONTINUE: _NOTHING,
    Code.CHANGE: _TO_DO,
    Code.EXTEND: frozenset({Ask.SESSIONS, Ask.WHAT}),
    Code.STEP_UP: _TO_DO,
    Code.STEP_DOWN: _TO_DO,
    Code.DISCHARGE: _TO_DO,
    Code.REFER_OUT: _TO_DO,
    Code.RISK_ACTION: _TO_DO,
    Code.CONTACT_ATTEMPT: _TO_DO,
    Code.SECOND_OPINION: _TO_HAND_ON,
    Code.TRANSFER: _TO_HAND_ON,
    Code.COME_BACK_LATER: _NOTHING,
    Code.ON_TRACK: _NOTHING,
}
_MISSING = {
    Ask.WHAT: "Say what is to be done.",
    Ask.SESSIONS: "Say by how many sessions.",
    Ask.OWNER: "Say who does it.",
    Ask.COLLEAGUE: "Choose the colleague.",
    Ask.DUE: "Say by when.",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided about a case: what is to be done by whom and by when, by how many sessions it
    is extended, and when it is looked at again.
    """

    code: Code
    review_on: date
    what: str = ""
    owner: StaffMember | None = None
    due_on: date | None = None
    sessions: int | None = None

    @property
    def who_and_when(self) -> str:
        """`Priya Raman, by 12 June`; empty where nobody is asked to do anything."""
        if self.owner is None:
            return ""
        by_when = f", by {sentence_date(self.due_on, self.due_on)}" if self.due_on else ""
        return f"{self.owner.full_name}{by_when}"

    @property
    def sentence(self) -> str:
        """What stands on the timeline: `Two more calls. (Priya Raman, by 12 June)`. Too long for a
        line of it, it ends with `…`: the whole stands with the decision.
        """
        added = f"{self.sessions} more planned." if self.sessions else ""
        in_brackets = f"({self.who_and_when})" if self.who_and_when else ""
        beside = len(f"{added} {in_brackets}")
        what = shorten(self.what, WORDS - beside - 1, placeholder="…")
        return " ".join(part for part in (added, what, in_brackets) if part)


def refuse_incomplete(decided: Decided) -> None:
    """Raises Refused, beside its field, for the first thing that the decision asks for in vain."""
    given = {
        Ask.WHAT: decided.what.strip(),
        Ask.SESSIONS: decided.sessions,
        Ask.OWNER: decided.owner,
        Ask.COLLEAGUE: decided.owner,
        Ask.DUE: decided.due_on,
    }
    for ask in Ask:
        if ask in ASKS[decided.code] and not given[ask]:
            raise Refused(_MISSING[ask], field=ask.value)


def refuse_days(decided: Decided, *, on: date, policy: Policy) -> None:
    """Raises Refused for a review that is not later than today or past the interval, and for
    something that should have been done already.
    """
    latest = look_by_limit(on, policy)
    if decided.review_on <= on:
        raise Refused("Choose a later day than today.", field="review_on")
    if decided.review_on > latest:
        limit = sentence_date(latest, on)
        raise Refused(f"Everyone is looked at again by {limit}.", field="review_on")
    if decided.due_on is None:
        return
    if decided.due_on < on:
        raise Refused("Choose today or a later day.", field="due_on")
    if decided.due_on > on + _FURTHEST:
        raise Refused("Choose a day within a year.", field="due_on")
