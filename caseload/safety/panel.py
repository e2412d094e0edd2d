"""The safety history of a person across all their referrals, as far as the reader may read each.

Of a referral that the reader may not open, the panel says only that something is on record, and
whom to ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from caseload.models import (
    AboutWhom,
    PastAttempts,
    RiskAction,
    RiskReview,
    RiskSignal,
    SafeguardingReferral,
)
from clinical import wording
from clinical.working_days import local_date
from referrals.models import Referral
from referrals.visibility import Carried, grants
from staff.roles import Permission
from staff.standing import Standing

_ASK_LEAD = "Ask the service lead, or the duty senior if it cannot wait"


@dataclass(frozen=True, slots=True)
class SafeguardingCard:
    """A safeguarding referral; without the right, only that it exists and whom to ask."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    ask: str


@dataclass(frozen=True, slots=True)
class SafetyPanel:
    """What stands beside the risk plans: attempts, safeguarding, and what the reader may not
    open.
    """

    past_attempts: str
    safeguarding: tuple[SafeguardingCard, ...]
    closed_to_reader: tuple[str, ...]
    readable: frozenset[int]


class OfReferral(Protocol):
    """A row of the history that says which referral it stands on."""

    @property
    def referral_id(self) -> int: ...


class Other(Carried, Protocol):
    """Another referral of the person, with what decides who may open it."""

    @property
    def pk(self) -> int: ...


Row = TypeVar("Row", bound=OfReferral)


def readable(
    others: Iterable[Other], *, here: int, standing: Standing | None, on: date
) -> frozenset[int]:
    """The person's referrals whose record this reader may read."""
    found = {one.pk for one in others if _may_read(one, standing, on=on)}
    return frozenset(found | {here})


def only(rows: Sequence[Row], ids: frozenset[int]) -> tuple[Row, ...]:
    """The rows that stand on one of these referrals."""
    return tuple(row for row in rows if row.referral_id in ids)


def read(referral: Referral, *, standing: Standing | None, on: date) -> SafetyPanel:
    """The panel of one person. One query, however many referrals they have had."""
    rows = [_OfPerson(row) for row in _query(referral.patient_id)]
    ids = readable(rows, here=referral.pk, standing=standing, on=on)
    hidden = [one for one in rows if one.pk not in ids and one.has_safety]
    return SafetyPanel(
        past_attempts=_attempts([one for one in rows if one.pk in ids], on=on),
        safeguarding=tuple(
            card
            for one in rows
            if one.pk in ids
            for card in _cards(one, here=referral.pk, standing=standing, on=on)
        ),
        closed_to_reader=tuple(_closed(one, on=on) for one in hidden),
        readable=ids,
    )


class _OfPerson:
    """A referral of the person as the query gives it."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.pk: int = row["pk"]
        self.team_id: int = row["team_id"]
        self.carried_by_id: int | None = row["carried_by_id"]
        self.ended_on: date | None = row["ended_on"]
        self.risk_open_since: datetime | None = row["risk_open_since"]
        self.received_on: date = row["received_on"]
        self.team: str = row["team_name"]
        self.carrier: str = row["carrier"].strip()
        self.has_safety: bool = row["has_reviews"] or row["has_signals"] or row["has_actions"]
        self.attempt_at: datetime | None = row["attempt_at"]
        self.safeguarding: list[dict[str, Any]] = row["safeguarding"]


def _query(patient_id: int) -> QuerySet[Referral, Any]:
    on_it = {"referral": OuterRef("pk")}
    attempts = RiskReview.objects.filter(**on_it, past_attempts=PastAttempts.YES_NEW)
    named = Concat(F("by__given_name"), Value(" "), F("by__family_name"), output_field=CharField())
    passed_on = JSONObject(
        about="about",
        concern="concern",
        recipient="recipient",
        how_sent="how_sent",
        has_consent="has_consent",
        why="why_without_consent",
        their_reference="their_reference",
        at="at",
        by=named,
    )
    return (
        Referral.objects.filter(patient_id=patient_id)
        .annotate(
            team_name=F("team__name"),
            carrier=Concat(
                F("carried_by__given_name"),
                Value(" "),
                F("carried_by__family_name"),
                output_field=CharField(),
            ),
            has_reviews=Exists(RiskReview.objects.filter(**on_it)),
            has_signals=Exists(RiskSignal.objects.filter(**on_it)),
            has_actions=Exists(RiskAction.objects.filter(**on_it)),
            attempt_at=Subquery(attempts.order_by("-at").values("at")[:1]),
            safeguarding=ArraySubquery(
                SafeguardingReferral.objects.filter(**on_it).order_by("-at").values(row=passed_on)
            ),
        )
        .order_by("-received_on", "-pk")
        .values(
            "pk", "team_id", "carried_by_id", "ended_on", "risk_open_since", "received_on",
            "team_name", "carrier", "has_reviews", "has_signals", "has_actions", "attempt_at",
            "safeguarding",
        )
    )  # fmt: skip


def _may_read(one: Carried, standing: Standing | None, *, on: date) -> bool:
    return standing is not None and Permission.VIEW_RECORD in grants(one, standing, on=on)


def _attempts(rows: Sequence[_OfPerson], *, on: date) -> str:
    """When a past attempt or self-harm was last told; nothing is said where nothing was."""
    told = [one.attempt_at for one in rows if one.attempt_at is not None]
    if not told:
        return ""
    day = wording.sentence_date(local_date(max(told)), on)
    return f"A past attempt or self-harm was told on {day}: see the risk section of that day."


def _cards(
    one: _OfPerson, *, here: int, standing: Standing | None, on: date
) -> list[SafeguardingCard]:
    may = standing is not None and Permission.VIEW_SAFEGUARDING in grants(one, standing, on=on)
    cards = [_card(row, on=on) for row in one.safeguarding]
    if one.pk != here:
        cards = [
            replace(card, heading=f"{card.heading}, on another referral of this person")
            for card in cards
        ]
    if may:
        return cards
    whom = one.carrier if one.carrier and one.ended_on is None else "the service lead"
    return [replace(card, facts=(), ask=f"Ask {whom}, or the duty senior.") for card in cards]


def _card(row: Mapping[str, Any], *, on: date) -> SafeguardingCard:
    at = datetime.fromisoformat(row["at"])
    consent = "Yes" if row["has_consent"] else f"No. {row['why']}"
    facts = (
        ("About", AboutWhom(row["about"]).label),
        ("Concern", row["concern"]),
        ("Sent to", f"{row['recipient']}, {row['how_sent']}"),
        ("Agreed", consent),
        ("Their reference", row["their_reference"]),
    )
    return SafeguardingCard(
        heading=f"{wording.sentence_date(local_date(at), on)}, {row['by']}",
        facts=tuple((label, words) for label, words in facts if words),
        ask="",
    )


def _closed(one: _OfPerson, *, on: date) -> str:
    """`Received 3 March 2024, ended …, South team: something about safety is on record.`"""
    since = f"Received {wording.sentence_date(one.received_on, on)}"
    state = "open" if one.ended_on is None else f"ended {wording.sentence_date(one.ended_on, on)}"
    whom = f"Ask {one.carrier}" if one.carrier and one.ended_on is None else _ASK_LEAD
    what = "a risk plan is open" if one.risk_open_since else "something about safety is on record"
    return f"{since}, {state}, {one.team}: {what}. {whom}."
