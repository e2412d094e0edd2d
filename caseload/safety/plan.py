"""A safety plan as display strings: the version that holds, and those before it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, QuerySet

from caseload.models import SafetyPlan
from caseload.safety.parts import PARTS
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date


@dataclass(frozen=True, slots=True)
class Filled:
    """One part that was filled in."""

    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class PlanCard:
    """One version as it is read."""

    number: int
    written: str
    review: str
    is_due: bool
    parts: tuple[Filled, ...]
    copies: tuple[Filled, ...]


def latest_review(*, on: date, policy: Policy) -> date:
    """The last day on which a plan written today may be reviewed."""
    return on + timedelta(days=policy.safety_plan_review_days)


def current(patient_id: int) -> SafetyPlan | None:
    """The version that holds: the latest, whichever record of the person it was written on."""
    return _of(patient_id).first()


def highest_number(patient_id: int) -> int:
    """The number last given, on whichever record of the person."""
    found = _of(patient_id).aggregate(highest=Max("number"))["highest"]
    return int(found or 0)


def versions(patient_id: int, *, on: date) -> tuple[PlanCard, ...]:
    """Every version of the person's plan, the one that holds first. One query."""
    return tuple(card(plan, on=on) for plan in _of(patient_id))


def _of(patient_id: int) -> QuerySet[SafetyPlan]:
    """By the referrals, which move when two records are one person; the newest first."""
    plans = SafetyPlan.objects.filter(referral__patient_id=patient_id).select_related("by")
    return plans.order_by("-at", "-number")


def card(plan: SafetyPlan, *, on: date) -> PlanCard:
    """One version in words."""
    day = wording.sentence_date(local_date(plan.at), on)
    is_due = plan.review_on <= on
    said = [(part.heading, getattr(plan, part.name).strip()) for part in PARTS]
    kept = [("Copy given", plan.copy_given), ("Who else has a copy", plan.who_else_has_it)]
    return PlanCard(
        number=plan.number,
        written=f"Version {plan.number}, {day}, {plan.by.full_name}",
        review=review_words(plan.review_on, on=on),
        is_due=is_due,
        parts=tuple(Filled(heading, words) for heading, words in said if words),
        copies=tuple(Filled(heading, words) for heading, words in kept if words),
    )


def review_words(review_on: date, *, on: date) -> str:
    """`review 7 July`, or `review due since 2 June`."""
    day = wording.sentence_date(review_on, on)
    if review_on > on:
        return f"review {day}"
    return "review due today" if review_on == on else f"review due since {day}"
