"""Safety plans for tests: what was written down, and a version of it on record."""

import uuid
from datetime import date, datetime, timedelta

from caseload.actions import safety_plans
from caseload.actions.safety_plans import PlanEntry
from caseload.models import SafetyPlan
from clinical.policy import DEFAULT
from referrals.models import Referral
from staff.models import StaffMember


def entry(*, review_on: date, **facts: object) -> PlanEntry:
    """A plan in somebody's words."""
    words = {
        "warning_signs": "I stop answering the phone",
        "coping": "Walk the dog",
        "distraction": "The library on Mill Lane",
        "people": "My sister Asha",
        "professionals": "The surgery",
        "making_safer": "Asha keeps the tablets",
        "reasons_for_living": "My sister",
        "family_help": "Sit with me",
        "if_not_working": "Ring 999",
        "copy_given": "By post",
        "who_else_has_it": "Asha",
    }
    return PlanEntry(**{**words, "review_on": review_on, **facts})


def written(
    referral: Referral, *, by: StaffMember, now: datetime, over: int = 0, **facts: object
) -> SafetyPlan:
    """One version, written over the one before it."""
    review_on = facts.pop("review_on", now.date() + timedelta(days=28))
    return safety_plans.write_plan(
        referral=referral,
        entry=entry(review_on=review_on, **facts),
        over=over,
        form_key=uuid.uuid4(),
        by=by,
        now=now,
        policy=DEFAULT,
    )
