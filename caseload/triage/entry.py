"""What somebody decides at triage, and what each decision may not leave out."""

from dataclasses import dataclass
from datetime import date, timedelta

from clinical.errors import Refused
from clinical.problems import Problem
from referrals.models import ConsentMethod, TriageDecision

_FURTHEST = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class HelpElsewhere:
    """Where somebody is pointed to, that they agreed, and what was promised."""

    places: tuple[int, ...] = ()
    consent: ConsentMethod | None = None
    by_message: bool = False
    ask_on: date | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class TriageEntry:
    """A decision; `seen` is how many the page showed, so that nobody decides over another's."""

    decision: TriageDecision
    seen: int
    reason: str = ""
    problem: Problem | None = None
    elsewhere: HelpElsewhere = HelpElsewhere()


_WHY = {
    TriageDecision.STEP_3: "Say why Step 3, for whoever takes it from here.",
    TriageDecision.SIGNPOST: "Say why, for the record.",
    TriageDecision.RISK_CALL: "Say what worries you: whoever rings reads it first.",
}


def refuse_incomplete(entry: TriageEntry, *, warned: bool, on: date) -> None:  # noqa: FBT001 - a fact
    """Raises Refused, beside its field, for the first thing that the decision asks for in vain."""
    if not entry.reason.strip():
        why = _WHY.get(entry.decision, "")
        if entry.decision is TriageDecision.STEP_2 and warned:
            why = "Say why Step 2 all the same."
        if why:
            raise Refused(why, field="reason")
    if entry.decision is TriageDecision.SIGNPOST:
        _refuse_incomplete_elsewhere(entry.elsewhere, on=on)


def _refuse_incomplete_elsewhere(given: HelpElsewhere, *, on: date) -> None:
    if not given.places:
        raise Refused("Choose at least one place.", field="places")
    if given.consent is None:
        raise Refused("Say how they agreed.", field="consent")
    if given.ends:
        if given.ask_on is not None:
            raise Refused("Leave the referral open until you have asked.", field="ask_on")
        return
    if given.ask_on is None:
        raise Refused("Choose the day to ask how it went, or end the referral.", field="ask_on")
    if not on <= given.ask_on <= on + _FURTHEST:
        raise Refused("Choose a day from today on, within half a year.", field="ask_on")
