"""Says of a pathway which values were used, which rule decided, and what was left out and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clinical.change import Change, change
from clinical.course import FINISHED_AFTER
from clinical.instrument import Measure, Total
from clinical.instruments import GAD7_CODE, MEASURES, PHQ9, PHQ9_CODE
from clinical.measures import is_case, written
from clinical.pathway import Counted, Derived, counted, derive
from clinical.pathway_facts import (
    ContactFact,
    PathwayFacts,
    ScoreFact,
    contact_left_out,
    log_left_out,
    score_left_out,
    session_left_out,
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A pathway with its reasons, each a short sentence. Nobody is named."""

    derived: Derived
    used: tuple[str, ...]
    rules: tuple[str, ...]
    left_out: tuple[str, ...]


def explain(
    facts: PathwayFacts, *, as_of: date, measures: Mapping[str, Measure] = MEASURES
) -> Explained:
    """Derives it, by the very functions that decide, and says why it came out so."""
    counts = counted(facts, as_of=as_of, measures=measures)
    derived = derive(facts, as_of=as_of, measures=measures)
    return Explained(
        derived=derived,
        used=tuple(_used(counts, derived)),
        rules=tuple(_rules(derived, measures)),
        left_out=tuple(_left_out(facts, counts, measures)),
    )


def _used(counts: Counted, derived: Derived) -> Iterator[str]:
    yield f"Counted from {counts.window.start} to {counts.window.end}, both included."
    for contact in counts.contacts:
        what = "care contact" if session_left_out(contact) else "care contact and session"
        yield f"{_contact(contact)}: {what}"
    for log in counts.logs:
        yield f"{log.ended_on} internet therapy since {log.started_on}: session"
    for code in dict.fromkeys((PHQ9_CODE, derived.anxiety_measure or GAD7_CODE)):
        scores = counts.scores.get(code, ())
        if scores:
            yield f"{code} first {_score(scores[0])}"
        if len(scores) > 1:
            yield f"{code} last {_score(scores[-1])}"


def _left_out(
    facts: PathwayFacts, counts: Counted, measures: Mapping[str, Measure]
) -> Iterator[str]:
    window = counts.window
    for contact in facts.contacts:
        if why := contact_left_out(contact, window) or session_left_out(contact):
            what = "no care contact" if contact_left_out(contact, window) else "no session"
            yield f"{_contact(contact)}: {what}, {why}"
    for log in facts.logs:
        if why := log_left_out(log, window):
            yield f"{log.ended_on} internet therapy: {why}"
    for score in facts.scores:
        if why := score_left_out(score, window, measures):
            yield f"{score.measure} {_score(score)}: {why}"


def _contact(contact: ContactFact) -> str:
    unplanned = "" if contact.is_planned else ", unplanned"
    return f"{contact.on} {contact.kind}, {contact.attendance}{unplanned}"


def _score(score: ScoreFact) -> str:
    return f"{'without a total' if score.total is None else score.total} on {score.on}"


def _rules(derived: Derived, measures: Mapping[str, Measure]) -> Iterator[str]:
    yield _completion(derived)
    yield _anxiety(derived)
    anxiety = measures[derived.anxiety_measure or GAD7_CODE]
    pairs = (
        (PHQ9, derived.phq9_first, derived.phq9_last),
        (anxiety, derived.anxiety_first, derived.anxiety_last),
    )
    yield from (_caseness(measure, first) for measure, first, _ in pairs)
    yield from (_change(measure, first, last) for measure, first, last in pairs)
    yield _outcome(derived)


def _completion(derived: Derived) -> str:
    sessions = f"{derived.treatments} of at least {FINISHED_AFTER} sessions"
    if derived.is_completed:
        return f"Completed: ended {derived.ended_on} with {sessions}."
    if derived.ended_on is None:
        return f"Not completed: open, {sessions}."
    return f"Not completed: ended {derived.ended_on} with {sessions}."


def _anxiety(derived: Derived) -> str:
    problem = derived.problem or "No problem"
    if not derived.called_for:
        return f"{problem} calls for GAD7."
    calls = f"{problem} calls for {derived.called_for}"
    if derived.is_appropriate:
        return f"{calls}, which was scored twice or more."
    if derived.called_for_last is None:
        return f"{calls}, which was not scored twice: GAD7 stands in."
    return f"{calls}, whose reliable change is not known: GAD7 stands in."


def _caseness(measure: Measure, first: Total | None) -> str:
    if first is None:
        return f"{measure.code}: no first score."
    word = "at caseness" if is_case(measure=measure, total=first) else "not at caseness"
    line = f"{'above' if measure.case_is_above else 'at or above'} {measure.caseness}"
    return f"{measure.code} first {written(measure, first)}: {word} ({line} is)."


def _change(measure: Measure, first: Total | None, last: Total | None) -> str:
    if first is None or last is None:
        return f"{measure.code}: no pair of scores."
    moved = change(measure=measure, first=first, last=last)
    by = f"{written(measure, first)} to {written(measure, last)}"
    return f"{measure.code} {by}: {moved.label} ({measure.reliable_change} or more is)."


def _outcome(derived: Derived) -> str:
    if not derived.is_completed:
        return "No outcome: it is said of completed pathways only."
    if derived.phq9_last is None or derived.anxiety_last is None:
        return "No change and no recovery is said without both pairs."
    return f"{', '.join(_came_to(derived)).capitalize()}."


def _came_to(derived: Derived) -> Sequence[str]:
    known = (
        (derived.is_improved, Change.IMPROVED.label),
        (derived.is_unchanged, Change.NO_RELIABLE_CHANGE.label),
        (derived.is_deteriorated, Change.WORSENED.label),
        (derived.is_recovered, "recovery, both last scores below the threshold"),
        (derived.is_reliably_recovered, "reliable recovery"),
        (derived.is_not_caseness, "not at caseness at the start, so no recovery"),
    )
    return [words for is_so, words in known if is_so]
