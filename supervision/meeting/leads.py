"""What a case is decided by, first: it differs by why the case comes (clinical reference 3.3).

Below it every card has the same parts in the same order.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseload.facts import next_booked
from caseload.models import Intervention, MissedFollowUp
from caseload.record import told as what_they_told
from caseload.record.contact_words import Fact as Written
from caseload.record.contact_words import contact_facts
from caseload.record.follow_up import signal_cards, with_follow_up
from caseload.record.risk import RiskPanel, action_card
from caseload.record.source import ContactRow, FollowUps, Source
from clinical import wording
from clinical.agenda import Group
from clinical.change import Outcome
from clinical.course import Totals, anxiety_measure_used, course_outcome
from clinical.measures import GAD7, PHQ9, WSAS, Measure, Total
from clinical.policy import Policy
from clinical.thresholds import measures_under
from clinical.working_days import local_date
from outcomes.progress import progress
from referrals.models import Medium, Referral, ReferralSource
from supervision.meeting import attended
from supervision.practitioner.improved import problem_called

_SIGNALS = 4
_MISSES = 4
_REACH = ("Phone", "May use", "Best time", "Needs")
# Said, so that nobody takes silence for a no.
_NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is about, and what the record says, in one piece or in several."""

    label: str
    words: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands first on a card."""

    title: str
    facts: tuple[Fact, ...]
    says_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything a lead is made of. `follow_ups` are read for risk alone."""

    referral: Referral
    source: Source
    risk: RiskPanel
    follow_ups: FollowUps | None
    now: datetime
    policy: Policy


def lead(group: str, told: Told) -> Lead | None:
    """By the heading the case stands under. None for whoever is reviewed: the parts of every card
    are what a review needs, in its order.
    """
    if group not in _KINDS:
        return None
    title, facts = _KINDS[Group(group)]
    said = tuple(fact for fact in facts(told) if fact.words or fact.lines)
    return Lead(title, said, says_review=group == Group.RISK)


def _new(told: Told) -> Iterator[Fact]:
    referral, on = told.referral, local_date(told.now)
    row = told.source.head.row
    received = wording.sentence_date(referral.received_on, on)
    assessed = row["assessed_on"]
    day = f"assessed {wording.sentence_date(assessed, on)}" if assessed else "not assessed yet"
    yield Fact("Came", f"{ReferralSource(referral.source).label}, {received}; {day}")
    here = wording.count(len(told.source.others), "referral")
    yield Fact("Here before", here if told.source.others else "First time here")
    yield from _recorded(what_they_told.history(referral))
    yield Fact("First scores", _first_scores(told.source))
    yield from _recorded(what_they_told.beside(referral, told.source.said))
    yield Fact("Needs", what_they_told.needs(referral, told.source.said) or "None recorded")
    yield from _recorded([what_they_told.taken(referral)])
    how = Medium(referral.usual_medium).how
    sessions = wording.count(referral.planned_sessions, "session")
    yield Fact("Proposed", f"{referral.treatment or 'Not chosen yet'}, {sessions} {how}")


def _recorded(facts: Iterable[Written]) -> Iterator[Fact]:
    return (Fact(one.label, one.words or _NOT_RECORDED) for one in facts)


def _risk(told: Told) -> Iterator[Fact]:
    review = told.risk.latest
    yield Fact("Signals", lines=tuple(_signals(told)))
    if review is not None:
        yield Fact("Asked and found", f"{review.on}: {review.said}")
        yield Fact("Safeguarding", review.safeguarding)
        yield Fact("Keeps safe", review.keeps_safe)
        yield Fact("Agreed", lines=(review.agreed, review.outcome))
    yield Fact("Who was told", lines=tuple(_passed_on(told)))
    yield Fact("Safety plan", _safety_plan(told))
    yield Fact("Next contact", _next(told) or "Nothing booked")


def _no_contact(told: Told) -> Iterator[Fact]:
    source, on = told.source, local_date(told.now)
    misses = attended.missed(source)
    day = attended.last_day(attended.seen(source), on=on)
    yield Fact("Last seen", day or "Not seen yet")
    newest = tuple(attended.miss(one, on=on) for one in reversed(misses[-_MISSES:]))
    yield Fact("Missed", lines=newest)
    followed = misses[-1].follow_up if misses else ""
    yield Fact("Then", MissedFollowUp(followed).label if followed else "")
    reach = {fact.label: fact.words for fact in contact_facts(told.referral.patient)}
    yield Fact("How to reach", lines=tuple(f"{label}: {reach[label]}" for label in _REACH))
    yield Fact("Last scores", _last_scores(source, on=told.now))
    yield Fact("Next", _next(told) or "Nothing booked")


def _ready(told: Told) -> Iterator[Fact]:
    source, on = told.source, local_date(told.now)
    row, contacts = source.head.row, attended.seen(source)
    problem, totals = problem_called(row["problem"]), _totals(source)
    measures = measures_under(told.policy)
    anxiety = anxiety_measure_used(problem=problem, totals=totals, measures=measures)
    yield Fact("First to last", _courses(source, anxiety))
    would_be = course_outcome(problem=problem, totals=totals, measures=measures)
    yield Fact("If ended today", _outcome_words(would_be))
    planned = told.referral.planned_sessions
    week = attended.week(source, on=on)
    had = f"{row['treatment_contacts']} of {planned} planned"
    yield Fact("Sessions", f"{had}, {week}" if week else had)
    worked_on = sum(Intervention.RELAPSE_PREVENTION in one.interventions for one in contacts)
    times = f"In {wording.count(worked_on, 'session')}" if worked_on else "Not worked on yet"
    yield Fact("Relapse prevention", times)
    yield Fact("Their own view", _own_view(contacts, on=on) or _NOT_RECORDED)
    yield Fact("Next", _next(told))


_KINDS: Mapping[Group, tuple[str, Callable[[Told], Iterable[Fact]]]] = {
    Group.RISK: ("Risk in short", _risk),
    Group.NEW: ("New person in short", _new),
    Group.NO_CONTACT: ("No contact in short", _no_contact),
    Group.READY: ("The course in short", _ready),
}


def _own_view(contacts: Sequence[ContactRow], *, on: date) -> str:
    """What they said of ending, when it was proposed last."""
    said = [one for one in contacts if one.own_view]
    if not said:
        return ""
    day = wording.sentence_date(local_date(said[-1].starts_at), on)
    return f"{day}: {said[-1].own_view.strip()}"


def _signals(told: Told) -> Iterator[str]:
    """Newest first; the rest stands on the risk page."""
    if told.follow_ups is None:
        return
    found = told.follow_ups.signals
    cards = signal_cards(found[:_SIGNALS], referral_id=told.referral.pk, now=told.now)
    for one in cards:
        where = "" if one.is_here else ", on another referral"
        yield f"{one.at}, {one.channel.lower()}: {one.said}{where}"
    if (more := len(found) - _SIGNALS) > 0:
        yield f"{wording.count(more, 'earlier signal')} on the risk page"


def _passed_on(told: Told) -> Iterator[str]:
    """Whom each open action was told, and whom it was given to."""
    if told.follow_ups is None:
        return
    for action in told.source.history.actions:
        if action.closed_at is None:
            card = action_card(action, referral_id=told.referral.pk, service=None, now=told.now)
            yield from with_follow_up(
                card, action, told.follow_ups, policy=told.policy, now=told.now
            ).passed_on


def _safety_plan(told: Told) -> str:
    review_on = told.source.head.safety.plan_review_on
    if review_on is None:
        return "None written"
    on = local_date(told.now)
    due = ", due now" if review_on <= on else ""
    return f"Review {wording.sentence_date(review_on, on)}{due}"


def _next(told: Told) -> str:
    """What is booked, else what was put down as the next step."""
    booked = next_booked(told.source.head.row["booked_at"], now=told.now)
    if booked is not None:
        return _began_upper(wording.sentence_time(booked, local_date(told.now)))
    step = told.source.step
    if step is None:
        return ""
    by = wording.sentence_date(local_date(step.due_by), local_date(told.now))
    return ", ".join(filter(None, (step.what, step.owner, f"by {by}")))


def _began_upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _first_scores(source: Source) -> str:
    """`PHQ-9 16, GAD-7 12, WSAS 18/40`: the first of each."""
    found = []
    for measure in (PHQ9, GAD7, WSAS):
        first = next((one for one in source.scores if one.measure == measure.code), None)
        if first is not None:
            found.append(f"{measure.name} {first.result}")
    return ", ".join(found) or "None yet"


def _last_scores(source: Source, *, on: datetime) -> str:
    found = []
    for measure in (PHQ9, GAD7):
        last = [one for one in source.scores if one.measure == measure.code][-1:]
        found += [
            f"{measure.name} {one.result}, {wording.sentence_date(one.on, local_date(on))}"
            for one in last
        ]
    return "; ".join(found) or "None yet"


def _courses(source: Source, anxiety: Measure) -> str:
    """`PHQ-9 16 to 4, GAD-7 12 to 3`: of the two measures that decide."""
    moves = [progress(source.scores, measure) for measure in (PHQ9, anxiety)]
    return ", ".join(
        f"{one.measure.name} {one.first} to {one.last}" for one in moves if one and one.times > 1
    )


def _totals(source: Source) -> Totals:
    """By measure, first to latest; one that was filled in is no basis for change."""
    found: dict[str, list[Total]] = {}
    for one in source.scores:
        if one.total is not None and not one.is_prorated:
            found.setdefault(one.measure, []).append(one.total)
    return found


def _outcome_words(found: Outcome) -> str:
    """What the course would count as, by the national rules: the first of these that holds."""
    was_case = found.at_caseness is True
    said = (
        (not found.is_paired, "Not known: each measure is needed twice"),
        (found.reliably_recovered, "Reliable recovery"),
        (found.recovered, "Recovery, without reliable improvement"),
        (found.reliably_improved and was_case, "Reliable improvement, not recovery"),
        (found.reliably_improved, "Reliable improvement; below the thresholds from the start"),
        (found.reliably_deteriorated, "Reliable worsening"),
    )
    return next((words for holds, words in said if holds), "No reliable change")
