"""The reasons a case needs someone's eyes: one small function each, and their order."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from clinical.change import Change, change
from clinical.facts import CaseFacts
from clinical.measures import GAD7, PHQ9, Measure, is_case, severity
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.risk import item_nine_words
from clinical.wording import clock, count, sentence_date, sentence_time
from clinical.working_days import days_between, local_date

__all__ = ["Found", "Reason", "could_not_be_checked", "reasons"]


def risk(case: CaseFacts, now: datetime, _policy: Policy) -> Found | None:
    """An open risk plan, a signal that no person has closed, or a safety plan due for review.

    A signal closed with a reason comes back only with a new signal: the item 9 answer alone, once
    a person has dealt with it, does not.
    """
    on = local_date(now)
    plan_due = case.safety_plan_review_on is not None and case.safety_plan_review_on <= on
    if not (case.open_risk_actions or case.open_risk_signals or plan_due):
        return None
    words = (
        _signal_words(case),
        _action_words(case, now),
        f"Safety plan review due {sentence_date(case.safety_plan_review_on, on)}"
        if case.safety_plan_review_on is not None and plan_due
        else "",
    )
    return Found(
        Reason.RISK,
        ". ".join(part for part in words if part),
        case.last_item_nine_on if case.open_risk_signals else None,
        "Clears when a named person has closed every signal and risk action with an outcome, "
        "and the safety plan is in date.",
    )


def _signal_words(case: CaseFacts) -> str:
    if case.risk_evidence:
        return case.risk_evidence
    if not case.open_risk_signals:
        return ""
    if case.last_item_nine:
        return item_nine_words(case.last_item_nine, case.previous_item_nine)
    return count(case.open_risk_signals, "risk signal") + " to look at"


def _action_words(case: CaseFacts, now: datetime) -> str:
    """The risk action due soonest, with who has it."""
    if not case.open_risk_actions:
        return ""
    first = min(case.open_risk_actions, key=lambda action: action.due_by)
    state = "overdue since" if first.due_by <= now else "due"
    return f"{first.what}, {state} {sentence_time(first.due_by, local_date(now))}"


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
    """Enough treatment sessions, no reliable fall on either measure, and still at a threshold."""
    paired = [(measure, totals) for measure, totals in _courses(case) if len(totals) > 1]
    changes = [_change_so_far(measure, totals) for measure, totals in paired]
    if (
        case.treatment_contacts < policy.not_improving_after_sessions
        or not paired
        or Change.IMPROVED in changes
        or not _at_a_threshold(case)
    ):
        return None
    what = "improvement" if Change.WORSENED in changes else "change"
    where = f" in {paired[0][0].name}" if len(paired) == 1 else ""
    return Found(
        Reason.NOT_IMPROVING,
        f"No reliable {what}{where} after {count(case.treatment_contacts, 'session')}",
        _scored_on(case),
        "Clears when PHQ-9 or GAD-7 has fallen reliably, or both are below their thresholds.",
    )


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


def contact_is_overdue(case: CaseFacts, now: datetime, policy: Policy) -> Found | None:
    """Nobody has been in touch for longer than the service allows and nothing is booked soon; or
    the last sessions were all missed or cancelled."""
    on = local_date(now)
    quiet_since = _quiet_since(case, on, policy)
    has_missed = case.missed_in_a_row >= policy.missed_in_a_row
    if quiet_since is None and not has_missed:
        return None
    words = (
        _silence_words(case, quiet_since, on, policy) if quiet_since else "",
        f"Missed {count(case.missed_in_a_row, 'session')} in a row" if has_missed else "",
    )
    return Found(
        Reason.OVERDUE_CONTACT,
        ". ".join(part for part in words if part),
        _day_after_limit(quiet_since, policy) if quiet_since else case.last_missed_on,
        "Clears when a session is attended"
        + ("." if has_missed else f", or booked within {policy.booking_horizon_days} days."),
    )


def _quiet_since(case: CaseFacts, on: date, policy: Policy) -> date | None:
    """When the silence began, if it is over the limit and nothing is booked soon."""
    began = case.silent_since
    if began is None or on < _day_after_limit(began, policy):
        return None
    return None if _is_booked_soon(case, on, policy) else began


def _day_after_limit(began: date, policy: Policy) -> date:
    return began + timedelta(days=policy.contact_overdue_after_days + 1)


def _is_booked_soon(case: CaseFacts, on: date, policy: Policy) -> bool:
    if case.next_booked_at is None:
        return False
    days = days_between(on, local_date(case.next_booked_at))
    return 0 <= days <= policy.booking_horizon_days


def _silence_words(case: CaseFacts, quiet_since: date, on: date, policy: Policy) -> str:
    """`23 days, limit 21`; from allocation, where no session was attended yet."""
    since = "" if case.last_attended_on else " since allocation"
    days = count(days_between(quiet_since, on), "day")
    return f"{days}{since}, limit {policy.contact_overdue_after_days}"


def missed_session(case: CaseFacts, now: datetime, _policy: Policy) -> Found | None:
    """The last session was missed and nobody has followed it up yet."""
    if case.missed_in_a_row == 0 or case.last_missed_on is None or case.missed_followed_up:
        return None
    return Found(
        Reason.MISSED_SESSION,
        f"Missed {sentence_date(case.last_missed_on, local_date(now))}",
        case.last_missed_on,
        "Clears when the missed session has been followed up.",
    )


def scheduled_review(case: CaseFacts, now: datetime, policy: Policy) -> Found | None:
    """The service's interval since this case was last discussed (since assessment, if never), or
    the earlier review date agreed then."""
    on = local_date(now)
    looked_at = case.last_discussed_on or case.assessed_on
    limit = looked_at + timedelta(days=policy.review_every_days) if looked_at else None
    due = min((day for day in (limit, case.review_due_on) if day is not None), default=None)
    if due is None or on < due:
        return None
    return Found(
        Reason.SCHEDULED_REVIEW,
        f"Review agreed for {sentence_date(due, on)}"
        if looked_at is None or due != limit
        else _last_look_words(case, looked_at, on),
        due,
        "Clears when the case has been discussed in supervision.",
    )


def _last_look_words(case: CaseFacts, looked_at: date, on: date) -> str:
    days = count(days_between(looked_at, on), "day")
    if case.last_discussed_on is None:
        return f"Not yet reviewed, assessed {days} ago"
    return f"Last reviewed {days} ago"


def ready_for_decision(case: CaseFacts, _now: datetime, policy: Policy) -> Found | None:
    """Below both thresholds at the last scored sessions, planned sessions used, or an ending,
    step or transfer proposed."""
    words = []
    if case.ending_proposed:
        words.append("Ending proposed")
    if _stays_below(case, policy.below_threshold_sessions):
        words.append(f"Below threshold {_times(policy.below_threshold_sessions)} in a row")
    if 0 < case.planned_sessions <= case.treatment_contacts:
        words.append(f"{case.treatment_contacts} of {case.planned_sessions} sessions used")
    if not words:
        return None
    return Found(
        Reason.READY_FOR_DECISION,
        ". ".join(words),
        _scored_on(case),
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


def no_next_appointment(case: CaseFacts, now: datetime, _policy: Policy) -> Found | None:
    """In treatment, with nothing booked. Where an ending is proposed that is as it should be."""
    on = local_date(now)
    booked = case.next_booked_at is not None and local_date(case.next_booked_at) >= on
    if not case.in_treatment or booked or case.ending_proposed:
        return None
    last = case.last_attended_on
    return Found(
        Reason.NO_NEXT_APPOINTMENT,
        f"Nothing booked, last session {sentence_date(last, on)}" if last else "Nothing booked",
        last,
        "Clears when a session is booked or an ending is proposed.",
    )


def new_assessment(case: CaseFacts, now: datetime, _policy: Policy) -> Found | None:
    """No treatment session yet. News for the meeting, never a task."""
    if case.treatment_contacts > 0:
        return None
    on = local_date(now)
    if case.assessed_on is not None:
        evidence = f"Assessed {sentence_date(case.assessed_on, on)}, no treatment session yet"
    elif case.next_booked_at is not None:
        evidence = "Assessment booked"
    else:
        evidence = "Assessment not yet booked"
    return Found(
        Reason.NEW_ASSESSMENT,
        evidence,
        case.assessed_on or case.allocated_on or case.received_on,
        "Clears at the first treatment session.",
    )


def data_gap(case: CaseFacts, _now: datetime, _policy: Policy) -> Found | None:
    """Something the record must hold is not there: scores or the risk question at the last
    attended session, or the problem descriptor once assessed."""
    has_attended = case.last_attended_on is not None
    gaps = [
        words
        for words, is_missing in (
            ("Risk not asked at the last session", has_attended and not case.risk_asked_last),
            ("No paired scores at the last session", has_attended and not case.last_contact_scored),
            (
                "No problem recorded",
                case.assessed_on is not None and not case.has_problem_descriptor,
            ),
        )
        if is_missing
    ]
    if not gaps:
        return None
    return Found(
        Reason.DATA_GAP,
        ". ".join(gaps),
        case.last_attended_on or case.assessed_on,
        "Clears when what is missing has been recorded.",
    )


def could_not_be_checked(*, now: datetime, failed: tuple[Reason, ...] = ()) -> Found:
    """A rule, or the gathering of its facts, broke on this person: said, never passed over."""
    what = " and ".join(f"“{reason.label}”" for reason in failed) or "every reason"
    return Found(
        Reason.COULD_NOT_BE_CHECKED,
        f"Could not be checked since {clock(now)}",
        local_date(now),
        f"Clears when {what} can be checked again.",
    )


RuleFunction = Callable[[CaseFacts, datetime, Policy], Found | None]

RULES: Mapping[Reason, RuleFunction] = {
    Reason.RISK: risk,
    Reason.DETERIORATING: deteriorating,
    Reason.NOT_IMPROVING: not_improving,
    Reason.HIGH_SCORES: high_scores,
    Reason.OVERDUE_CONTACT: contact_is_overdue,
    Reason.MISSED_SESSION: missed_session,
    Reason.SCHEDULED_REVIEW: scheduled_review,
    Reason.READY_FOR_DECISION: ready_for_decision,
    Reason.NO_NEXT_APPOINTMENT: no_next_appointment,
    Reason.NEW_ASSESSMENT: new_assessment,
    Reason.DATA_GAP: data_gap,
}
# What a rule can break on when facts are impossible. One broken rule must not hide the others.
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def reasons(case: CaseFacts, *, now: datetime, policy: Policy) -> tuple[Found, ...]:
    """Every reason that holds for this case now, in the order of the caseload.

    A rule that breaks on impossible facts becomes the reason "could not be checked".
    """
    found: list[Found] = []
    failed: list[Reason] = []
    for reason, rule in RULES.items():
        try:
            result = rule(case, now, policy)
        except _BROKEN:
            failed.append(reason)
        else:
            found += [result] if result else []
    if failed:
        found.append(could_not_be_checked(now=now, failed=tuple(failed)))
    return tuple(found)


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
