"""The safety history of a person across all their referrals, as far as the reader may read each.

Of a referral that the reader may not open, the panel says only that something is on record, and
whom to ask. One of the reader's own team is read however long ago it ended: who treats somebody
again must know of an earlier attempt (H14).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from caseload.models import AboutWhom
from caseload.safety.person_rows import PersonRow
from clinical import wording
from clinical.working_days import local_date
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
    """What stands beside the risk plans: attempts, safeguarding, what the reader may not open."""

    past_attempts: str
    safeguarding: tuple[SafeguardingCard, ...]
    closed_to_reader: tuple[str, ...]


class OfReferral(Protocol):
    """A row of the history that says which referral it stands on."""

    @property
    def referral_id(self) -> int: ...


class Other(Carried, Protocol):
    """A referral of the person, with what decides who may open it."""

    @property
    def pk(self) -> int: ...


Row = TypeVar("Row", bound=OfReferral)


def readable(
    referrals: Iterable[Other], *, here: int, standing: Standing | None, on: date
) -> frozenset[int]:
    """The person's referrals whose safety history this reader reads."""
    found = {one.pk for one in referrals if _may_read(one, standing, on=on)}
    return frozenset(found | {here})


def only(rows: Sequence[Row], ids: frozenset[int]) -> tuple[Row, ...]:
    """The rows that stand on one of these referrals."""
    return tuple(row for row in rows if row.referral_id in ids)


def safety_panel(
    rows: Sequence[PersonRow], *, here: int, standing: Standing | None, on: date
) -> SafetyPanel:
    """The panel of one person, for one reader."""
    ids = readable(rows, here=here, standing=standing, on=on)
    mine = [one for one in rows if one.pk in ids]
    hidden = [one for one in rows if one.pk not in ids and one.has_safety]
    return SafetyPanel(
        past_attempts=_attempts(mine, on=on),
        safeguarding=tuple(
            card for one in mine for card in _cards(one, here=here, standing=standing, on=on)
        ),
        closed_to_reader=tuple(_closed(one, on=on) for one in hidden),
    )


def _may_read(one: Carried, standing: Standing | None, *, on: date) -> bool:
    if standing is None:
        return False
    is_own_team = one.team_id in standing.team_ids
    return is_own_team or Permission.VIEW_RECORD in grants(one, standing, on=on)


def _attempts(rows: Sequence[PersonRow], *, on: date) -> str:
    """When a past attempt or self-harm was last told; nothing is said where nothing was."""
    told = [one.attempt_at for one in rows if one.attempt_at is not None]
    if not told:
        return ""
    day = wording.sentence_date(local_date(max(told)), on)
    return f"A past attempt or self-harm was told on {day}: see the risk section of that day."


def _cards(
    one: PersonRow, *, here: int, standing: Standing | None, on: date
) -> list[SafeguardingCard]:
    cards = [_card(row, on=on) for row in one.safeguarding]
    if one.pk != here:
        cards = [
            replace(card, heading=f"{card.heading}, on another referral of this person")
            for card in cards
        ]
    if standing is not None and Permission.VIEW_SAFEGUARDING in grants(one, standing, on=on):
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


def _closed(one: PersonRow, *, on: date) -> str:
    """`Received 3 March 2024, ended …, South team: something about safety is on record.`"""
    since = f"Received {wording.sentence_date(one.received_on, on)}"
    state = "open" if one.ended_on is None else f"ended {wording.sentence_date(one.ended_on, on)}"
    whom = f"Ask {one.carrier}" if one.carrier and one.ended_on is None else _ASK_LEAD
    what = "a risk plan is open" if one.risk_open_since else "something about safety is on record"
    return f"{since}, {state}, {one.team}: {what}. {whom}."
