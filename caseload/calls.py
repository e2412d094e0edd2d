"""Calls about somebody who has not been found yet: what each says, who finds out, by when, and who
was told of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat, JSONObject

from caseload import escalations, notices_sent
from caseload.escalations import Told
from caseload.models import Call, Caller, Escalation
from clinical.escalation import FollowUp
from clinical.risk import ResponseUrgency


@dataclass(frozen=True, slots=True)
class ToldOfCall:
    """One level whose turn it was, whom, and what became of the notice."""

    staff_id: int
    told: Told


@dataclass(frozen=True, slots=True)
class UnknownCall:
    """One call that stands on no record."""

    reference: str
    caller: str
    caller_name: str
    about: str
    phone: str
    said: str
    mentions_risk: bool
    next_step: str
    owner_id: int
    owner: str
    due_by: datetime
    is_overdue: bool
    at: datetime
    by_id: int | None
    by: str
    told: tuple[ToldOfCall, ...]

    @property
    def is_text(self) -> bool:
        """Nobody took it: it came in by itself."""
        return self.by_id is None and not self.is_form

    @property
    def is_form(self) -> bool:
        """A self-referral that was left unsent: the person began it, and nobody took a call."""
        return self.by_id is None and self.caller == Caller.PATIENT.label


def of_nobody_yet(now: datetime) -> tuple[UnknownCall, ...]:
    """Every call whose person nobody has found, due soonest first. One query."""
    return tuple(_call(row, now=now) for row in _rows(unsettled().order_by("due_by", "pk")))


def find(reference: str, *, now: datetime) -> UnknownCall | None:
    """One of them; None once it is settled. One query."""
    return next(
        (_call(row, now=now) for row in _rows(unsettled().filter(reference=reference))), None
    )


def row(call: UnknownCall) -> Call:
    """The row behind it, for the actions that settle it. One query."""
    return Call.objects.get(reference=call.reference)


def unsettled() -> QuerySet[Call]:
    """Every call of which nobody has said yet whose it is."""
    return Call.objects.filter(referral__isnull=True, settled_at__isnull=True)


def follow_up(*, at: datetime, due_by: datetime) -> FollowUp:
    """A call that mentions risk and is not settled, as the rules of escalation look at it."""
    return FollowUp(urgency=ResponseUrgency.IMMEDIATE, opened_at=at, due_by=due_by)


_COLUMNS = (
    "reference", "caller", "caller_name", "about", "phone", "said", "mentions_risk", "next_step",
    "owner_id", "due_by", "at", "by_id",
)  # fmt: skip


def _rows(calls: QuerySet[Call]) -> QuerySet[Call, Any]:
    row = JSONObject(
        level="level",
        staff_id="told_id",
        name=_named("told"),
        at="at",
        email="told__email",
        notice=notices_sent.notice(of="call", column="call_id"),
    )
    told = Escalation.objects.filter(call=OuterRef("pk")).order_by("at", "pk").values(row=row)
    return calls.annotate(
        owner_name=_named("owner"), by_name=_named("by"), told_rows=ArraySubquery(told)
    ).values(*_COLUMNS, "owner_name", "by_name", "told_rows")


def _named(field: str) -> Concat:
    return Concat(
        F(f"{field}__given_name"),
        Value(" "),
        F(f"{field}__family_name"),
        output_field=CharField(),
    )


def _call(row: Mapping[str, Any], *, now: datetime) -> UnknownCall:
    return UnknownCall(
        **{name: row[name] for name in _COLUMNS if name != "caller"},
        caller=Caller(row["caller"]).label,
        owner=row["owner_name"],
        by=row["by_name"],
        is_overdue=row["due_by"] <= now,
        told=tuple(_told(**one) for one in row["told_rows"]),
    )


def _told(staff_id: int, at: str, **facts: Any) -> ToldOfCall:
    return ToldOfCall(staff_id, escalations.told(at=datetime.fromisoformat(at), **facts))
