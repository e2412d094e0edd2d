"""What was done about the risk actions of a person, as frozen rows beside the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, JSONObject

from caseload import notices_sent
from caseload.models import (
    EndingWithOpenRisk,
    Escalation,
    RiskHandover,
    RiskSignal,
    SignalSource,
)
from caseload.record.rows import named


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One level of one risk action whose turn it was, and the row of its notice."""

    action: int
    level: str
    name: str
    told_at: datetime
    email: str
    notice: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One risk action given to somebody else."""

    action: int
    to: str
    why: str
    by: str
    handed_at: datetime


@dataclass(frozen=True, slots=True)
class AskedRow:
    """An ending while risk is open that a second person has not decided yet."""

    pk: int
    end_code: str
    ended_on: date
    why: str
    asked_at: datetime
    asked_by: str
    asked_by_id: int


@dataclass(frozen=True, slots=True)
class SignalRow:
    """Something worrying that was said or scored, and through which channel."""

    source: str
    evidence: str
    is_unsigned: bool
    referral_id: int
    signalled_at: datetime


def signals() -> ArraySubquery:
    """Every signal of the person, newest first."""
    row = JSONObject(
        source="source",
        evidence="evidence",
        is_unsigned=Q(source=SignalSource.DRAFT, contact__signed_at__isnull=True),
        referral_id="referral_id",
        signalled_at=F("at"),
    )
    found = RiskSignal.objects.filter(referral__patient=OuterRef("patient_id"))
    return ArraySubquery(found.order_by("-at", "-id").values(row=row))


def told() -> ArraySubquery:
    """Whom each risk action of the person was told, in order."""
    row = JSONObject(
        action="risk_action_id",
        level="level",
        name=named("told"),
        told_at=F("at"),
        email=Coalesce("told__email", Value("")),
        notice=notices_sent.notice(of="risk-action", column="risk_action_id"),
    )
    found = Escalation.objects.filter(risk_action__referral__patient=OuterRef("patient_id"))
    return ArraySubquery(found.order_by("at", "id").values(row=row))


def handovers() -> ArraySubquery:
    """To whom each was given, and why, in order."""
    row = JSONObject(
        action="risk_action_id",
        to=named("to_owner"),
        why="why",
        by=named("by"),
        handed_at=F("at"),
    )
    found = RiskHandover.objects.filter(risk_action__referral__patient=OuterRef("patient_id"))
    return ArraySubquery(found.order_by("at", "id").values(row=row))


def asked() -> ArraySubquery:
    """The ending of this referral that waits for a second person, if one was asked for."""
    names = set(AskedRow.__dataclass_fields__) - {"asked_by"}
    row = JSONObject(**{name: name for name in names}, asked_by=named("asked_by"))
    found = EndingWithOpenRisk.objects.filter(
        referral=OuterRef("referral_id"), agreed_at__isnull=True, withdrawn_at__isnull=True
    )
    return ArraySubquery(found.values(row=row))
