"""The reasons that scores and the course of treatment give: one small function each.

Getting worse, not improving and ready for a decision go by PHQ-9 and the anxiety measure that is
paired with it (clinical reference 2 and 3.2): that of the problem where it was scored twice and has
a reliable change, otherwise GAD-7. Beside that of the problem GAD-7 counts only as a sign of
getting worse: a sign too many costs two minutes. High scores and usual ranges are of PHQ-9 and
GAD-7 alone.

Where a reason began is the day it was first found, which its stored flag keeps; from totals alone
only the day of the latest is known.
"""

from collections.abc import Sequence
from datetime import date, datetime

from clinical import trajectory
from clinical.change import Change, change
from clinical.course import anxiety_measure_used
from clinical.facts import CaseFacts
from clinical.measures import (
    GAD7,
    PHQ9,
    Measure,
    Total,
    anxiety_measure_for,
    is_case,
    severity,
    written,
)
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.thresholds import measures_under
from clinical.trajectory import ExpectedResponse, Source
from clinical.wording import count


def deteriorating(case: CaseFacts, _now: datetime, policy: Policy) -> Found | None:
    """PHQ-9 or the anxiety measure up by its reliable change, from the first score or from the best
    so far.

    Either alone is enough: a fall in the other cancels the national outcome, not this flag. GAD-7
    is looked at beside the measure of the problem, too.
    """
    judged = _watched(case, policy)
    words = [
        part
        for measure, totals in judged
        if (part := _worsening_words(measure, totals)) is not None
    ]
    if not words:
        return None
    words += [
        f"{measure.name} improved, {_from_to(measure, totals[0], totals[-1])}"
        for measure, totals in judged
        if _change_so_far(measure, totals) is Change.IMPROVED
        and _worsening_words(measure, totals) is None
    ]
    return Found(
        Reason.DETERIORATING,
        ", ".join(words),
        _scored_on(case),
        "Clears when a later score is no longer reliably worse than the first and the best.",
    )


def _worsening_words(measure: Measure, totals: Sequence[Total]) -> str | None:
    """From the first score if that rise is reliable, otherwise from the best."""
    if not totals:
        return None
    first, best, last = totals[0], min(totals), totals[-1]
    # The best is no higher than the first: whoever has not risen from it has risen from neither.
    if change(measure=measure, first=best, last=last) is not Change.WORSENED:
        return None
    if change(measure=measure, first=first, last=last) is Change.WORSENED:
        return f"{measure.name} {_from_to(measure, first, last)}"
    return f"{measure.name} {written(measure, best)} at best, now {written(measure, last)}"


def _from_to(measure: Measure, first: Total, last: Total) -> str:
    return f"{written(measure, first)} to {written(measure, last)}"


def not_improving(case: CaseFacts, _now: datetime, policy: Policy) -> Found | None:
    """Enough treatment sessions without a reliable fall on either measure and still at a threshold;
    or above the usual range at the last scored sessions running, on PHQ-9 or GAD-7.
    """
    standing_still = _standing_still_words(case, policy)
    above = _above_words(case, policy)
    words = [part for part in (standing_still, above) if part]
    if not words:
        return None
    (phq9, _), (anxiety, _) = _judged(case, policy)
    clears = [
        f"{phq9.name} or {anxiety.name} has fallen reliably, or both are below their thresholds"
        if standing_still
        else "",
        "the latest score is inside the usual range" if above else "",
    ]
    return Found(
        Reason.NOT_IMPROVING,
        ". ".join(words),
        _scored_on(case),
        f"Clears when {', and '.join(part for part in clears if part)}.",
    )


def _above_words(case: CaseFacts, policy: Policy) -> str:
    """`PHQ-9 above the usual range for two sessions (simulated range)`."""
    if not policy.expected_range_on:
        return ""
    above = [
        (measure, cell)
        for measure, totals in _courses(case)
        if (cell := _above(measure, totals, case, policy)) is not None
    ]
    if not above:
        return ""
    names = " and ".join(measure.name for measure, _ in above)
    is_simulated = any(cell.source is Source.SEED for _, cell in above)
    label = " (simulated range)" if is_simulated else ""
    return f"{names} {trajectory.above_words(policy.above_expected_sessions)}{label}"


def _above(
    measure: Measure, totals: tuple[int, ...], case: CaseFacts, policy: Policy
) -> ExpectedResponse | None:
    return trajectory.above_expected(
        totals,
        measure=measure.code,
        table=case.expected,
        sessions=policy.above_expected_sessions,
    )


def _standing_still_words(case: CaseFacts, policy: Policy) -> str:
    """`No reliable change after 5 sessions`; empty where that is not so, or not known."""
    if case.treatment_contacts < policy.not_improving_after_sessions:
        return ""
    judged = _judged(case, policy)
    paired = [(measure, totals) for measure, totals in judged if len(totals) > 1]
    changes = [_change_so_far(measure, totals) for measure, totals in paired]
    if not paired or Change.IMPROVED in changes or not _at_a_threshold(judged):
        return ""
    what = "improvement" if Change.WORSENED in changes else "change"
    # Of PHQ-9 and GAD-7 together the names go without saying.
    is_usual = len(paired) > 1 and judged[1][0].code == GAD7.code
    where = "" if is_usual else f" in {' or '.join(measure.name for measure, _ in paired)}"
    return f"No reliable {what}{where} after {count(case.treatment_contacts, 'session')}"


def high_scores(case: CaseFacts, _now: datetime, policy: Policy) -> Found | None:
    """PHQ-9 or GAD-7 at or above the service's high mark at the last answer."""
    marks = ((PHQ9, case.phq9, policy.high_phq9), (GAD7, case.gad7, policy.high_gad7))
    words = [
        f"{measure.name} {totals[-1]}, {severity(measure=measure, total=totals[-1]).word}"
        for measure, totals, high in marks
        if totals and totals[-1] >= high
    ]
    if not words:
        return None
    return Found(
        Reason.HIGH_SCORES,
        ". ".join(words),
        _scored_on(case),
        f"Clears when PHQ-9 is below {policy.high_phq9} and GAD-7 below {policy.high_gad7}.",
    )


def ready_for_decision(case: CaseFacts, _now: datetime, policy: Policy) -> Found | None:
    """Below both thresholds at the last scored sessions, planned sessions used, or an ending,
    step, transfer or referral out proposed."""
    below = _below_words(case, policy)
    is_used_up = 0 < case.planned_sessions <= case.treatment_contacts
    if not (below or is_used_up or case.ending_proposed or case.proposed):
        return None
    used = f"{case.treatment_contacts} of {case.planned_sessions} sessions used"
    signs = [
        (words, since)
        for words, since, holds in (
            ("Ending proposed", case.last_attended_on, case.ending_proposed),
            (f"{case.proposed} proposed", case.last_attended_on, bool(case.proposed)),
            (below, _scored_on(case), bool(below)),
            (used, case.last_attended_on, is_used_up),
        )
        if holds
    ]
    return Found(
        Reason.READY_FOR_DECISION,
        ". ".join(words for words, _ in signs),
        min((since for _, since in signs if since is not None), default=None),
        "Clears when supervision has decided: end, extend, step up or carry on.",
    )


def _below_words(case: CaseFacts, policy: Policy) -> str:
    """`Below threshold twice in a row`, with the names where GAD-7 is not the measure."""
    sessions, judged = policy.below_threshold_sessions, _judged(case, policy)
    if not all(_stays_below(measure, totals, sessions) for measure, totals in judged):
        return ""
    (phq9, _), (anxiety, _) = judged
    whose = "" if anxiety.code == GAD7.code else f" on {phq9.name} and {anxiety.name}"
    return f"Below threshold{whose} {_times(sessions)} in a row"


def _stays_below(measure: Measure, totals: Sequence[Total], sessions: int) -> bool:
    return len(totals) >= sessions and not any(
        is_case(measure=measure, total=total) for total in totals[-sessions:]
    )


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"


def _courses(case: CaseFacts) -> tuple[tuple[Measure, tuple[int, ...]], ...]:
    return (PHQ9, case.phq9), (GAD7, case.gad7)


_Course = tuple[Measure, Sequence[Total]]


def _judged(case: CaseFacts, policy: Policy) -> tuple[_Course, _Course]:
    """PHQ-9 and what is paired with it, by the definitions of these rules."""
    measures = measures_under(policy)
    if not case.own_totals:
        return (PHQ9, case.phq9), (measures[GAD7.code], case.gad7)
    totals: dict[str, Sequence[Total]] = {
        PHQ9.code: case.phq9,
        GAD7.code: case.gad7,
        anxiety_measure_for(case.problem): case.own_totals,
    }
    anxiety = anxiety_measure_used(problem=case.problem, totals=totals, measures=measures)
    return (PHQ9, case.phq9), (anxiety, totals[anxiety.code])


def _watched(case: CaseFacts, policy: Policy) -> tuple[_Course, ...]:
    """These, and GAD-7 where it is none of them."""
    judged = _judged(case, policy)
    return judged if judged[1][0].code == GAD7.code else (*judged, (GAD7, case.gad7))


def _change_so_far(measure: Measure, totals: Sequence[Total]) -> Change | None:
    if len(totals) < 2:
        return None
    return change(measure=measure, first=totals[0], last=totals[-1])


def _at_a_threshold(judged: Sequence[_Course]) -> bool:
    return any(totals and is_case(measure=measure, total=totals[-1]) for measure, totals in judged)


def _scored_on(case: CaseFacts) -> date | None:
    return case.last_scored_on or case.last_attended_on
