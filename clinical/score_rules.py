"""The reasons that scores and the course of treatment give: one small function each.

Where a reason began is the day it was first found, which its stored flag keeps; from totals alone
only the day of the latest is known.
"""

from datetime import date, datetime

from clinical import trajectory
from clinical.change import Change, change
from clinical.facts import CaseFacts
from clinical.measures import GAD7, PHQ9, Measure, is_case, severity
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.trajectory import ExpectedResponse, Source
from clinical.wording import count


def deteriorating(case: CaseFacts, _now: datetime, _policy: Policy) -> Found | None:
    """PHQ-9 or GAD-7 up by its reliable change, from the first score or from the best so far.

    Either alone is enough: a fall in the other cancels the national outcome, not this flag.
    """
    words = [
        part
        for measure, totals in _courses(case)
        if (part := _worsening_words(measure, totals)) is not None
    ]
    if not words:
        return None
    words += [
        f"{measure.name} improved, {totals[0]} to {totals[-1]}"
        for measure, totals in _courses(case)
        if _change_so_far(measure, totals) is Change.IMPROVED
        and _worsening_words(measure, totals) is None
    ]
    return Found(
        Reason.DETERIORATING,
        ", ".join(words),
        _scored_on(case),
        "Clears when a later score is no longer reliably worse than the first and the best.",
    )


def _worsening_words(measure: Measure, totals: tuple[int, ...]) -> str | None:
    """From the first score if that rise is reliable, otherwise from the best."""
    if not totals:
        return None
    first, best, last = totals[0], min(totals), totals[-1]
    if change(measure=measure, first=first, last=last) is Change.WORSENED:
        return f"{measure.name} {first} to {last}"
    if change(measure=measure, first=best, last=last) is Change.WORSENED:
        return f"{measure.name} {best} at best, now {last}"
    return None


def not_improving(case: CaseFacts, _now: datetime, policy: Policy) -> Found | None:
    """Enough treatment sessions without a reliable fall on either measure and still at a threshold;
    or above the usual range at the last scored sessions running, on either measure.
    """
    standing_still = _standing_still_words(case, policy)
    above = _above_words(case, policy)
    words = [part for part in (standing_still, above) if part]
    if not words:
        return None
    clears = [
        "PHQ-9 or GAD-7 has fallen reliably, or both are below their thresholds"
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
    paired = [(measure, totals) for measure, totals in _courses(case) if len(totals) > 1]
    changes = [_change_so_far(measure, totals) for measure, totals in paired]
    if (
        case.treatment_contacts < policy.not_improving_after_sessions
        or not paired
        or Change.IMPROVED in changes
        or not _at_a_threshold(case)
    ):
        return ""
    what = "improvement" if Change.WORSENED in changes else "change"
    where = f" in {paired[0][0].name}" if len(paired) == 1 else ""
    return f"No reliable {what}{where} after {count(case.treatment_contacts, 'session')}"


def high_scores(case: CaseFacts, _now: datetime, policy: Policy) -> Found | None:
    """PHQ-9 or GAD-7 at or above the service's high mark at the last answer."""
    words = [
        f"{measure.name} {totals[-1]}, {severity(measure=measure, total=totals[-1]).word}"
        for (measure, totals), high in zip(
            _courses(case), (policy.high_phq9, policy.high_gad7), strict=True
        )
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
    step or transfer proposed."""
    below = f"Below threshold {_times(policy.below_threshold_sessions)} in a row"
    used = f"{case.treatment_contacts} of {case.planned_sessions} sessions used"
    signs = [
        (words, since)
        for words, since, holds in (
            ("Ending proposed", case.last_attended_on, case.ending_proposed),
            (below, _scored_on(case), _stays_below(case, policy.below_threshold_sessions)),
            (used, case.last_attended_on, 0 < case.planned_sessions <= case.treatment_contacts),
        )
        if holds
    ]
    if not signs:
        return None
    return Found(
        Reason.READY_FOR_DECISION,
        ". ".join(words for words, _ in signs),
        min((since for _, since in signs if since is not None), default=None),
        "Clears when supervision has decided: end, extend, step up or carry on.",
    )


def _stays_below(case: CaseFacts, sessions: int) -> bool:
    return all(
        len(totals) >= sessions
        and not any(is_case(measure=measure, total=total) for total in totals[-sessions:])
        for measure, totals in _courses(case)
    )


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"


def _courses(case: CaseFacts) -> tuple[tuple[Measure, tuple[int, ...]], ...]:
    return (PHQ9, case.phq9), (GAD7, case.gad7)


def _change_so_far(measure: Measure, totals: tuple[int, ...]) -> Change | None:
    if len(totals) < 2:
        return None
    return change(measure=measure, first=totals[0], last=totals[-1])


def _at_a_threshold(case: CaseFacts) -> bool:
    return any(
        totals and is_case(measure=measure, total=totals[-1]) for measure, totals in _courses(case)
    )


def _scored_on(case: CaseFacts) -> date | None:
    return case.last_scored_on or case.last_attended_on
