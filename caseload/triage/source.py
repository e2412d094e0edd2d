"""The one query behind a page of the triage queue."""

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Window

from caseload.triage.order import BY_DAY, BY_RISK, Place, from_here
from caseload.waiting import steps
from referrals.models import TO_TRIAGE, Referral, ScreeningCall, ScreeningOutcome
from staff.roles import Permission
from staff.standing import Standing

_WHO = (
    *("patient_id", "reference", "source", "received_on", "typed__organisation"),
    *("patient__given_name", "patient__family_name", "patient__date_of_birth", "patient__needs"),
    *("patient__best_time", "patient__may_be_known"),
)
_CLINICAL = (
    *("risk_open_since", "triaged_as", "summary__phq9", "summary__gad7", "summary__flags"),
    *("patient__equality__perinatal", "patient__equality__armed_forces"),
    *("asked_for__gender", "asked_for__times"),
)
_SPOKEN = Q(outcome=ScreeningOutcome.SPOKE)


def queue(standing: Standing, *, on: date) -> QuerySet[Referral]:
    """Everybody to be triaged whom this person may see."""
    seen = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY)
    return seen.filter(TO_TRIAGE)


def rows(
    standing: Standing,
    *,
    on: date,
    start: Place | None,
    limit: int,
    clinical: bool,  # noqa: FBT001 - whose eyes
) -> list[dict[str, Any]]:
    """The people from here on, in order. The page is cut before anything is joined to it."""
    order = BY_RISK if clinical else BY_DAY
    people = queue(standing, on=on)
    if start is not None:
        people = people.filter(from_here(start, by_risk=clinical))
    page = people.order_by(*order).values("pk")[:limit]
    found = Referral.objects.filter(pk__in=page).order_by(*order)
    return list(_with_clinical(found) if clinical else found.values(*_WHO))


def next_after(standing: Standing, *, on: date, place: Place) -> str:
    """Who stands next in the queue; empty at its end. One query."""
    people = queue(standing, on=on).order_by(*BY_RISK).values_list("reference", flat=True)
    return people.filter(from_here(place, by_risk=True, after=True)).first() or ""


def _with_clinical(found: QuerySet[Referral]) -> QuerySet[Referral, Any]:
    calls = ScreeningCall.objects.filter(referral=OuterRef("pk"))
    return found.values(
        *_WHO,
        *_CLINICAL,
        step=steps.column(),
        unanswered=Subquery(_counted(calls, ~_SPOKEN)),
        spoken=Subquery(_counted(calls, _SPOKEN)),
    )


def _counted(calls: QuerySet[ScreeningCall], which: Q) -> QuerySet[ScreeningCall, Any]:
    return calls.filter(which).values(many=Window(Count("*")))[:1]
