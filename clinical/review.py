"""The reasons a case needs someone's eyes, together: risk here, the others by what they look at."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from clinical.contact_rules import (
    contact_is_overdue,
    data_gap,
    missed_session,
    new_assessment,
    no_next_appointment,
    scheduled_review,
)
from clinical.errors import Refused
from clinical.facts import CaseFacts
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.risk import item_nine_words
from clinical.score_rules import deteriorating, high_scores, not_improving, ready_for_decision
from clinical.wording import clock, count, sentence_date, sentence_time
from clinical.working_days import local_date

__all__ = [
    "RULES",
    "Found",
    "Reason",
    "contact_is_overdue",
    "could_not_be_checked",
    "data_gap",
    "deteriorating",
    "high_scores",
    "missed_session",
    "new_assessment",
    "no_next_appointment",
    "not_improving",
    "ready_for_decision",
    "reasons",
    "risk",
    "scheduled_review",
]


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
        _risk_since(case, plan_due=plan_due),
        "Clears when a named person has closed every signal and risk action with an outcome, "
        "and the safety plan is in date.",
    )


def _risk_since(case: CaseFacts, *, plan_due: bool) -> date | None:
    """The earliest day that anything now open began: the flag, a signal, an action, a review."""
    began = [
        case.risk_since,
        case.last_item_nine_on if case.open_risk_signals and case.risk_since is None else None,
        case.safety_plan_review_on if plan_due else None,
        *(action.opened_on for action in case.open_risk_actions),
    ]
    return min((day for day in began if day is not None), default=None)


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
_BROKEN = (ArithmeticError, AttributeError, LookupError, Refused, TypeError, ValueError)


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
            if result is not None:
                found.append(result)
    if failed:
        found.append(could_not_be_checked(now=now, failed=tuple(failed)))
    return tuple(found)
