"""The smallest true case, for the review rules to look at."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from clinical.facts import CaseFacts
from clinical.policy import DEFAULT, Policy
from clinical.reason import Found, Reason
from clinical.review import RULES

TODAY = date(2026, 6, 9)
NOW = datetime(2026, 6, 9, 9, 31, tzinfo=UTC)  # 10:31 in London

_QUIET = CaseFacts(
    referral_id=1,
    received_on=date(2026, 4, 14),
    allocated_on=date(2026, 4, 28),
    first_attended_on=date(2026, 4, 28),
    last_attended_on=date(2026, 6, 2),
    assessed_on=date(2026, 4, 28),
    treatment_contacts=3,
    planned_sessions=6,
    phq9=(14, 13, 12),
    gad7=(12, 11, 10),
    last_item_nine=0,
    previous_item_nine=0,
    last_item_nine_on=date(2026, 6, 2),
    missed_in_a_row=0,
    last_missed_on=None,
    missed_followed_up=False,
    next_booked_at=NOW + timedelta(days=7),
    last_discussed_on=date(2026, 5, 28),
    review_due_on=date(2026, 6, 25),
    open_risk_actions=(),
    open_risk_signals=0,
    risk_evidence="",
    has_problem_descriptor=True,
    last_contact_scored=True,
    risk_asked_last=True,
    in_treatment=True,
    ending_proposed=False,
)


def case(**changes: Any) -> CaseFacts:
    """Someone in treatment with nothing to flag, changed as the test needs."""
    return replace(_QUIET, **changes)


def days_ago(days: int) -> date:
    """That many days before today."""
    return TODAY - timedelta(days=days)


def found(which: Reason, policy: Policy = DEFAULT, **changes: Any) -> Found | None:
    """What one rule finds in the quiet case, changed so."""
    return RULES[which](case(**changes), NOW, policy)


def evidence(which: Reason, policy: Policy = DEFAULT, **changes: Any) -> str | None:
    """Its words; None if it finds nothing."""
    reason = found(which, policy, **changes)
    return reason.evidence if reason else None
