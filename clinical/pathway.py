"""One referral as the national measures see it (metrics reference 3), from its rows to its outcome.

Which scores decide and what they come to is said by `clinical.course` and `clinical.change`.
Written down as our choice: a week of internet therapy counts as a session on the day it ends, and
is no contact; the first days of low and high intensity are of contacts alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clinical.change import Outcome
from clinical.course import FINISHED_AFTER, anxiety_measure_used, course_outcome
from clinical.instrument import Measure, Total
from clinical.instruments import GAD7_CODE, MEASURES, PHQ9_CODE, WSAS_CODE
from clinical.measures import anxiety_measure_for
from clinical.pathway_facts import (
    ASSESSMENT_KINDS,
    FOLLOW_UP_KIND,
    HIGH_INTENSITY,
    LOW_INTENSITY,
    ContactFact,
    LogFact,
    PathwayFacts,
    ScoreFact,
    Window,
    contact_left_out,
    log_left_out,
    score_left_out,
    session_left_out,
)
from clinical.problems import Problem
from clinical.stages import Stage, stages, step_days
from clinical.therapies import Intensity, Therapy

# So long after the end a contact is a follow-up that counts.
FOLLOW_UP_AFTER = timedelta(days=30)
# Some fields of `Derived` by name.
_Part = dict[str, Any]
# The format of a week of internet therapy; others are those of contacts.
INTERNET = "INTERNET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A pathway. What there is none of is None, or empty; a last score needs a first before it."""

    received_on: date
    ended_on: date | None
    problem: str
    format: str
    sick_pay_first: str
    sick_pay_last: str
    assessment_first_on: date | None
    care_contacts: int
    treatments: int
    therapy_first_on: date | None
    therapy_second_on: date | None
    therapy_last_on: date | None
    low_intensity_first_on: date | None
    high_intensity_first_on: date | None
    low_intensity_contacts: int
    high_intensity_contacts: int
    first_stage: str
    first_stage_on: date | None
    step_up_days: int | None
    step_down_days: int | None
    is_completed: bool
    followed_up_on: date | None
    phq9_first: Total | None
    phq9_last: Total | None
    gad7_first: Total | None
    gad7_last: Total | None
    called_for: str
    called_for_first: Total | None
    called_for_last: Total | None
    anxiety_measure: str
    anxiety_first: Total | None
    anxiety_last: Total | None
    wsas_first: tuple[int | None, ...]
    wsas_last: tuple[int | None, ...]
    is_caseness: bool
    is_not_caseness: bool
    is_improved: bool
    is_unchanged: bool
    is_deteriorated: bool
    is_recovered: bool
    is_reliably_recovered: bool

    @property
    def days_to_first_treatment(self) -> int | None:
        """Calendar days from receipt; the same day is 0."""
        return _days(self.received_on, self.therapy_first_on)

    @property
    def days_first_to_second(self) -> int | None:
        """Calendar days from the first session to the second."""
        return _days(self.therapy_first_on, self.therapy_second_on)

    @property
    def is_appropriate(self) -> bool:
        """The measure in use is the one of its own that the problem calls for."""
        return bool(self.called_for) and self.anxiety_measure == self.called_for

    @property
    def ended_bucket(self) -> str:
        """How far they came: each ended pathway is in exactly one."""
        if self.ended_on is None:
            return "open"
        if self.treatments >= FINISHED_AFTER:
            return "finished"
        if self.treatments:
            return "treated_once"
        return "seen_not_treated" if self.care_contacts else "not_seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What of a referral counts, in order: care contacts, sessions among them, weeks of internet
    therapy, and scores by measure.
    """

    window: Window
    contacts: tuple[ContactFact, ...]
    sessions: tuple[ContactFact, ...]
    logs: tuple[LogFact, ...]
    scores: Mapping[str, tuple[ScoreFact, ...]]
    problem: Problem

    @property
    def days(self) -> list[date]:
        """The day of each session."""
        return sorted([*(one.on for one in self.sessions), *(one.ended_on for one in self.logs)])

    @property
    def totals(self) -> Mapping[str, Sequence[Total]]:
        """Of each measure that adds up, first to latest."""
        return {
            code: [one.total for one in scores if one.total is not None]
            for code, scores in self.scores.items()
        }


def derive(
    facts: PathwayFacts, *, as_of: date, measures: Mapping[str, Measure] = MEASURES
) -> Derived:
    """The pathway as at the end of this day: what came later has not happened."""
    counts = counted(facts, as_of=as_of, measures=measures)
    ended_on = _ended_by(facts, as_of)
    days, totals = counts.days, counts.totals
    is_completed = ended_on is not None and len(days) >= FINISHED_AFTER
    came_to = course_outcome(problem=counts.problem, totals=totals, measures=measures)
    return Derived(
        received_on=facts.received_on,
        ended_on=ended_on,
        problem=counts.problem.name if counts.problem.is_recorded else "",
        format=_format(counts),
        care_contacts=len(counts.contacts),
        assessment_first_on=_first(
            one.on for one in counts.contacts if one.kind in ASSESSMENT_KINDS
        ),
        treatments=len(days),
        therapy_first_on=days[0] if days else None,
        therapy_second_on=days[1] if len(days) > 1 else None,
        therapy_last_on=days[-1] if days else None,
        is_completed=is_completed,
        followed_up_on=_followed_up_on(facts, ended_on, as_of),
        **_sick_pay(facts, counts.window),
        **_intensity(counts),
        **_stages(stages(counts.sessions, counts.logs)),
        **_scores(counts, totals, measures),
        **_wsas(counts, measures[WSAS_CODE]),
        **_outcome(came_to, is_completed=is_completed),
    )


def counted(
    facts: PathwayFacts, *, as_of: date, measures: Mapping[str, Measure] = MEASURES
) -> Counted:
    """Leaves out what does not count; for each, `clinical.pathway_facts` says why."""
    window = Window(facts.received_on, _ended_by(facts, as_of) or as_of)
    contacts = [one for one in facts.contacts if not contact_left_out(one, window)]
    contacts.sort(key=lambda one: (one.at, one.number))
    scores: dict[str, list[ScoreFact]] = defaultdict(list)
    for score in sorted(facts.scores, key=lambda one: (one.at, one.number)):
        if not score_left_out(score, window, measures):
            scores[score.measure].append(score)
    return Counted(
        window=window,
        contacts=tuple(contacts),
        sessions=tuple(one for one in contacts if not session_left_out(one)),
        logs=tuple(one for one in facts.logs if not log_left_out(one, window)),
        scores={code: tuple(some) for code, some in scores.items()},
        problem=_problem(facts, as_of),
    )


def _ended_by(facts: PathwayFacts, as_of: date) -> date | None:
    return facts.ended_on if facts.ended_on is not None and facts.ended_on <= as_of else None


def _problem(facts: PathwayFacts, as_of: date) -> Problem:
    """A chosen descriptor before none, then the latest (dataset reference 7.3)."""
    known = [one for one in facts.problems if one.recorded_on <= as_of]
    if not known:
        return Problem.NOT_RECORDED
    return max(
        known, key=lambda one: (one.problem.is_recorded, one.recorded_on, one.number)
    ).problem


def _format(counts: Counted) -> str:
    """What most sessions were; of as many, the first by name."""
    formats = Counter([one.seen_as for one in counts.sessions] + [INTERNET] * len(counts.logs))
    return min(formats, key=lambda name: (-formats[name], name), default="")


def _followed_up_on(facts: PathwayFacts, ended_on: date | None, as_of: date) -> date | None:
    if ended_on is None:
        return None
    return _first(
        one.on
        for one in facts.contacts
        if one.kind == FOLLOW_UP_KIND
        and one.is_attended
        and ended_on + FOLLOW_UP_AFTER <= one.on <= as_of
    )


def _sick_pay(facts: PathwayFacts, window: Window) -> _Part:
    said = [
        answer for on, answer in sorted(facts.sick_pay) if answer and not window.why_outside(on)
    ]
    return {
        "sick_pay_first": said[0] if said else "",
        "sick_pay_last": said[-1] if len(said) > 1 else "",
    }


def _intensity(counts: Counted) -> _Part:
    low = _days_with(counts.sessions, LOW_INTENSITY)
    high = _days_with(counts.sessions, HIGH_INTENSITY)
    return {
        "low_intensity_first_on": _first(low),
        "high_intensity_first_on": _first(high),
        "low_intensity_contacts": len(low),
        "high_intensity_contacts": len(high),
    }


def _days_with(sessions: Iterable[ContactFact], therapies: frozenset[Therapy]) -> list[date]:
    return [one.on for one in sessions if one.therapies & therapies]


def _stages(found: tuple[Stage, ...]) -> _Part:
    return {
        "first_stage": found[0].intensity.value if found else "",
        "first_stage_on": found[0].first_on if found else None,
        "step_up_days": step_days(found, to=Intensity.HIGH),
        "step_down_days": step_days(found, to=Intensity.LOW),
    }


def _scores(
    counts: Counted, totals: Mapping[str, Sequence[Total]], measures: Mapping[str, Measure]
) -> _Part:
    called_for = anxiety_measure_for(counts.problem)
    used = anxiety_measure_used(problem=counts.problem, totals=totals, measures=measures).code
    ends = {
        "phq9": PHQ9_CODE,
        "gad7": GAD7_CODE,
        "called_for": "" if called_for == GAD7_CODE else called_for,
        "anxiety": used,
    }
    found: _Part = {
        "called_for": ends["called_for"],
        "anxiety_measure": used if totals.get(used) else "",
    }
    for name, code in ends.items():
        some = totals.get(code, ())
        found[f"{name}_first"] = some[0] if some else None
        found[f"{name}_last"] = some[-1] if len(some) > 1 else None
    return found


def _wsas(counts: Counted, measure: Measure) -> _Part:
    """Item by item: an item left out, or work that does not apply, is no answer to that item."""
    answered = [one.answers for one in counts.scores.get(WSAS_CODE, ()) if one.answers]
    if not answered:
        return {"wsas_first": (), "wsas_last": ()}
    items = [
        [
            answer
            for answers in answered
            if (answer := answers[number]) is not None
            and measure.item_lowest <= answer <= measure.item_highest
        ]
        for number in range(len(measure.items))
    ]
    return {
        "wsas_first": tuple(item[0] if item else None for item in items),
        "wsas_last": tuple(item[-1] if len(item) > 1 else None for item in items),
    }


def _outcome(came_to: Outcome, *, is_completed: bool) -> _Part:
    """Steps 13 to 19: nothing is said of a pathway that is not completed."""
    return {
        "is_caseness": is_completed and came_to.at_caseness is True,
        "is_not_caseness": is_completed and came_to.at_caseness is False,
        "is_improved": is_completed and came_to.reliably_improved,
        "is_unchanged": is_completed and came_to.no_reliable_change,
        "is_deteriorated": is_completed and came_to.reliably_deteriorated,
        "is_recovered": is_completed and came_to.recovered,
        "is_reliably_recovered": is_completed and came_to.reliably_recovered,
    }


def _first(days: Iterable[date]) -> date | None:
    return min(days, default=None)


def _days(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days
