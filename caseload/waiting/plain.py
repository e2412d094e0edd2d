"""Everybody on nobody's caseload yet, so that nobody waits unseen: whoever has an open risk flag
first, then whoever has waited longest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import JSONObject

from caseload.today import due_words
from clinical import wording
from clinical.working_days import days_between, local_date
from referrals.models import NextStep, Referral, ReferralSource
from staff.roles import Permission
from staff.standing import Standing

ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person: since when, who referred, what happens next. Nothing of why they came."""

    patient_id: int
    reference: str
    listed_name: str
    full_name: str
    chip: str
    waits: str
    came: str
    next_step: str


@dataclass(frozen=True, slots=True)
class WaitingList:
    """One page of it, and how many there are."""

    rows: tuple[Waiting, ...]
    total: int
    start: int

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(row.patient_id for row in self.rows)

    @property
    def place(self) -> str:
        """`1 to 100 of 240`."""
        if not self.rows:
            return "0"
        return f"{self.start + 1} to {self.start + len(self.rows)} of {self.total}"

    @property
    def next_from(self) -> int:
        """Where the next page begins, counted from 1; 0 after the last."""
        ends = self.start + len(self.rows)
        return ends + 1 if ends < self.total else 0


def read(*, standing: Standing, of: Q, now: datetime, start: int = 0) -> WaitingList:
    """Who waits in one stage. One query, however many."""
    on = local_date(now)
    found = list(_query(standing, of=of, on=on)[start : start + ON_A_PAGE])
    if start and not found:
        return read(standing=standing, of=of, now=now)
    return WaitingList(
        rows=tuple(_row(one, now=now) for one in found),
        total=found[0]["total"] if found else 0,
        start=start,
    )


def _query(standing: Standing, *, of: Q, on: date) -> QuerySet[Referral, Any]:
    step = NextStep.objects.filter(referral=OuterRef("pk"), done_at__isnull=True)
    said = JSONObject(what="what", due_by="due_by", owner="owner__given_name")
    return (
        Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY)
        .filter(of)
        .order_by(F("risk_open_since").asc(nulls_last=True), "received_on", "pk")
        .values(
            *("patient_id", "reference", "source", "received_on", "risk_open_since"),
            *("patient__given_name", "patient__family_name", "team__name"),
            step=Subquery(step.values(said=said)[:1]),
            total=Window(Count("*")),
        )
    )


def _row(row: Mapping[str, Any], *, now: datetime) -> Waiting:
    on = local_date(now)
    given, family = row["patient__given_name"], row["patient__family_name"]
    days = wording.count(days_between(row["received_on"], on), "day")
    source = ReferralSource(row["source"]).label
    return Waiting(
        patient_id=row["patient_id"],
        reference=row["reference"],
        listed_name=wording.listed_name(family, given),
        full_name=wording.full_name(family, given),
        chip="risk" if row["risk_open_since"] else "",
        waits=f"{days}, since {wording.sentence_date(row['received_on'], on)}",
        came=f"{source}, {row['team__name']}",
        next_step=_next(row["step"], now=now),
    )


def _next(step: Mapping[str, Any] | None, *, now: datetime) -> str:
    """`Triage, due 17:00, with Sam`."""
    if step is None:
        return "Nothing set"
    due = due_words.due(datetime.fromisoformat(step["due_by"]), now)
    whose = f", with {step['owner']}" if step["owner"] else ", with nobody"
    return f"{step['what']}, {due}{whose}"
