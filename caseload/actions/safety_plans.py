"""Safety plans: every change is a new version, and nobody's version is lost to another's."""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from caseload.models import SafetyPlan
from caseload.safety.parts import STEPS
from caseload.safety.plan import current, highest_number, latest_review
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals.changes import changed
from referrals.conflict import Conflict
from referrals.models import Referral
from staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A safety plan as it was written down, in the person's words."""

    warning_signs: str
    coping: str
    distraction: str
    people: str
    professionals: str
    making_safer: str
    reasons_for_living: str
    family_help: str
    if_not_working: str
    review_on: date
    copy_given: str
    who_else_has_it: str


@transaction.atomic
def write_plan(
    *,
    referral: Referral,
    entry: PlanEntry,
    over: int,
    form_key: uuid.UUID,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SafetyPlan:
    """Write the next version over the version that was shown; the same form again returns the
    first.

    Raises Refused for an empty plan, a review date out of bounds, or other words under a used form
    key; Conflict, with the newer words, when somebody wrote a version meanwhile.
    """
    _refuse_unless_whole(entry, on=local_date(now), policy=policy)
    first = _already(form_key, entry=entry, referral=referral)
    if first is not None:
        return first
    try:
        newest = _refuse_if_newer(referral, over=over)
        with transaction.atomic():
            plan = SafetyPlan.objects.create(
                patient_id=referral.patient_id,
                referral=referral,
                number=_number_after(newest, over=over, referral=referral),
                form_key=form_key,
                at=now,
                by=by,
                **asdict(entry),
            )
    except (Conflict, IntegrityError):  # somebody else was quicker, or this very form
        first = _already(form_key, entry=entry, referral=referral)
        if first is not None:
            return first
        _refuse_if_newer(referral, over=over)
        raise
    _let_every_referral_know(referral.patient_id)
    trail.record(
        Event.SAFETY_PLAN_WRITTEN,
        by=by,
        at=now,
        about=plan,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"number": (over or None, plan.number)},
    )
    return plan


def _let_every_referral_know(patient_id: int) -> None:
    """The plan is the person's: every referral shows its review date."""
    changed(Referral.objects.filter(patient_id=patient_id).values_list("pk", flat=True))


def _refuse_unless_whole(entry: PlanEntry, *, on: date, policy: Policy) -> None:
    if not any(getattr(entry, part.name).strip() for part in STEPS):
        raise Refused("Write at least one of the six steps.", field="warning_signs")
    if entry.review_on <= on:
        raise Refused("Choose a day after today for the review.", field="review_on")
    if entry.review_on > latest_review(on=on, policy=policy):
        days = policy.safety_plan_review_days
        raise Refused(f"Review the plan within {days} days.", field="review_on")


def _already(form_key: uuid.UUID, *, entry: PlanEntry, referral: Referral) -> SafetyPlan | None:
    """The version that this very form made before."""
    plan = SafetyPlan.objects.filter(form_key=form_key).first()
    if plan is None:
        return None
    same = plan.patient_id == referral.patient_id and _words(plan) == asdict(entry)
    if not same:
        raise Refused("This form was used already. Load the page again.")
    return plan


def _number_after(newest: SafetyPlan | None, *, over: int, referral: Referral) -> int:
    """One more; over a version that came with another record of the person, a number that no
    version has.
    """
    if newest is None or newest.patient_id == referral.patient_id:
        return over + 1
    return highest_number(referral.patient_id) + 1


def _refuse_if_newer(referral: Referral, *, over: int) -> SafetyPlan | None:
    """Only the version that was on the page may be followed by a new one; that version."""
    newest = current(referral.patient_id)
    if (newest.number if newest else 0) == over:
        return newest
    if newest is None or newest.number < over:
        raise Refused("Load the page again: this version does not exist.")
    raise Conflict(theirs_by=newest.by.full_name, theirs_at=newest.at, theirs=_words(newest))


def _words(plan: SafetyPlan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in PlanEntry.__dataclass_fields__}
