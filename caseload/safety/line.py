"""The line that every page of a person carries: the safety plan, and a risk plan open elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable

from caseload.models import CaseSummary, RiskAction
from caseload.safety.plan import review_words
from clinical import wording
from referrals.models import Referral
from referrals.paths import path_to


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the person's safety beside this referral's own risk plan."""

    plan_review_on: date | None
    elsewhere_due_by: datetime | None


@dataclass(frozen=True, slots=True)
class SafetyLine:
    """The line in words, and where it leads."""

    plan: str
    plan_path: str
    is_due: bool
    elsewhere: str
    risk_path: str


def columns(*, referral: Combinable, patient: Combinable | int) -> dict[str, Subquery]:
    """What `known` reads, as columns of any query that names a referral and its patient."""
    summary = CaseSummary.objects.filter(pk=referral)
    elsewhere = RiskAction.objects.filter(referral__patient=patient, closed_at__isnull=True)
    elsewhere = elsewhere.exclude(referral=referral).order_by("due_by")
    return {
        "plan_review_on": Subquery(summary.values("safety_plan_review_on")[:1]),
        "elsewhere_due_by": Subquery(elsewhere.values("due_by")[:1]),
    }


def known(row: Mapping[str, Any]) -> Known:
    """From a row with those columns."""
    return Known(row["plan_review_on"], row["elsewhere_due_by"])


def read(referral: Referral) -> Known:
    """For a page that reads nothing else of the kind. One query."""
    beside = columns(referral=OuterRef("pk"), patient=OuterRef("patient_id"))
    return known(Referral.objects.filter(pk=referral.pk).values(**beside).get())


def line(found: Known, *, reference: str, on: date) -> SafetyLine:
    """`review 7 July`, and `Risk plan on another referral, due today at 17:00`."""
    review_on, due_by = found.plan_review_on, found.elsewhere_due_by
    elsewhere = ""
    if due_by is not None:
        elsewhere = f"on another referral, due {wording.sentence_time(due_by, on)}"
    return SafetyLine(
        plan="" if review_on is None else review_words(review_on, on=on),
        plan_path=path_to("caseload:safety_plan", reference),
        is_due=review_on is not None and review_on <= on,
        elsewhere=elsewhere,
        risk_path=path_to("caseload:risk", reference),
    )
