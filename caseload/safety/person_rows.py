"""The person's referrals with what is on record about safety on each, as JSON of a larger query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Concat, JSONObject, Trim

from caseload.models import (
    PastAttempts,
    RiskAction,
    RiskReview,
    RiskSignal,
    SafeguardingReferral,
)
from referrals.models import Referral


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One referral of the person: who may open it, and what of safety stands on it."""

    pk: int
    team_id: int
    carried_by_id: int | None
    ended_on: date | None
    risk_open_since: datetime | None
    received_on: date
    team: str
    carrier: str
    has_reviews: bool
    has_signals: bool
    has_actions: bool
    attempt_at: datetime | None
    safeguarding: Sequence[Mapping[str, Any]]

    @property
    def has_safety(self) -> bool:
        """Something about safety is on record here."""
        return self.has_reviews or self.has_signals or self.has_actions


def of_person() -> ArraySubquery:
    """Every referral of the person behind a row with `patient_id`, newest first."""
    on_it = {"referral": OuterRef("pk")}
    attempts = RiskReview.objects.filter(**on_it, past_attempts=PastAttempts.YES_NEW)
    passed_on = SafeguardingReferral.objects.filter(**on_it).order_by("-at")
    same = ("pk", "team_id", "carried_by_id", "ended_on", "risk_open_since", "received_on")
    row = JSONObject(
        **{name: name for name in same},
        team="team__name",
        carrier=_named("carried_by"),
        has_reviews=Exists(RiskReview.objects.filter(**on_it)),
        has_signals=Exists(RiskSignal.objects.filter(**on_it)),
        has_actions=Exists(RiskAction.objects.filter(**on_it)),
        attempt_at=Subquery(attempts.order_by("-at").values("at")[:1]),
        safeguarding=ArraySubquery(passed_on.values(row=_passed_on())),
    )
    found = Referral.objects.filter(patient=OuterRef("patient_id"))
    return ArraySubquery(found.order_by("-received_on", "-pk").values(row=row))


def _passed_on() -> JSONObject:
    same = ("about", "concern", "recipient", "how_sent", "has_consent", "their_reference", "at")
    return JSONObject(**{name: name for name in same}, why="why_without_consent", by=_named("by"))


def _named(field: str) -> Trim:
    """A member of staff's full name; empty where nobody stands."""
    name = Concat(
        F(f"{field}__given_name"),
        Value(" "),
        F(f"{field}__family_name"),
        output_field=CharField(),
    )
    return Trim(name)
