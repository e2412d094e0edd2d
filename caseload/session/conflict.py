"""Two versions of one note: what differs, in words, and both of them kept."""

from dataclasses import dataclass

from caseload.session.source import Entered
from clinical import wording
from referrals.conflict import Conflict

# The parts of a note that are words; of these both versions can be kept, one below the other.
TEXTS = {
    "did": "What you did",
    "plan": "Plan until next time",
    "own_view": "Their own view of ending",
    "supervision_question": "Question for supervision",
    "not_done": "Why questionnaires were not done",
    "extras_note": "What changed",
    "risk_means_agreed": "What was agreed about the means",
    "risk_concern_details": "What the concern is",
    "risk_keeps_safe": "What keeps them safe",
    "risk_agreed": "What you agreed to do",
    "risk_who_told": "Who was told",
    "opening_location": "Where they are now",
}


@dataclass(frozen=True, slots=True)
class ConflictPanel:
    """Who changed what and when, and their words."""

    who: str
    when: str
    differences: tuple[tuple[str, str], ...]
    others: int


def panel(conflict: Conflict, *, mine: Entered) -> ConflictPanel:
    """What the other version says differently."""
    theirs = conflict.theirs
    texts = tuple(
        (label, str(theirs[name]))
        for name, label in TEXTS.items()
        if theirs.get(name) and theirs[name] != mine.get(name)
    )
    answers = sum(
        1
        for name, value in theirs.items()
        if name not in TEXTS and value and value != mine.get(name)
    )
    return ConflictPanel(
        who=conflict.theirs_by,
        when=wording.clock(conflict.theirs_at),
        differences=texts,
        others=answers,
    )


def both(*, mine: Entered, theirs: Entered) -> Entered:
    """My answers, theirs where I gave none, and their words below mine where they differ."""
    kept: Entered = dict(mine)
    for name, value in theirs.items():
        own = kept.get(name, "")
        if name in TEXTS:
            kept[name] = _joined(str(own), str(value))
        elif not own:
            kept[name] = value
    return kept


def _joined(mine: str, theirs: str) -> str:
    if not theirs.strip() or theirs.strip() in mine:
        return mine
    if mine.strip() in theirs:
        return theirs
    return f"{mine.rstrip()}\n{theirs.strip()}"
