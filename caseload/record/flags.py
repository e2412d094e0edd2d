"""The flags of a record: what holds this minute, what was put off, what was cleared, by whom."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from caseload import flagging, resting
from caseload.chips import chip
from caseload.record.rows import FlagRow
from caseload.record.source import Head
from clinical import review, wording
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.working_days import local_date


@dataclass(frozen=True, slots=True)
class FlagCard:
    """A flag: its rule, its evidence, since when, what clears it, who has seen it."""

    code: str
    chip: SafeString
    label: str
    evidence: str
    since: str
    rule: str
    clears: str
    seen: str
    put_off: str
    may_be_seen: bool
    may_be_put_off: bool


@dataclass(frozen=True, slots=True)
class ClearedFlag:
    """A flag that stood once: what it said, since when, how it was cleared and by whom."""

    code: str
    label: str
    evidence: str
    since: str
    cleared: str


@dataclass(frozen=True, slots=True)
class FlagPanel:
    """The block of flags: those that stand, those put off, those of earlier."""

    standing: tuple[FlagCard, ...]
    put_off: tuple[FlagCard, ...]
    earlier: tuple[ClearedFlag, ...]


def flag_panel(
    head: Head, stored: Sequence[FlagRow], *, now: datetime, policy: Policy
) -> FlagPanel:
    """Every reason that holds this minute, and the history; no query of its own."""
    on = local_date(now)
    cards = flag_cards(head, stored, now=now, policy=policy)
    return FlagPanel(
        standing=tuple(card for card in cards if not card.put_off),
        put_off=tuple(card for card in cards if card.put_off),
        earlier=tuple(_cleared(one, on=on) for one in reversed(stored) if one.cleared_at),
    )


def flag_cards(
    head: Head, stored: Sequence[FlagRow], *, now: datetime, policy: Policy
) -> tuple[FlagCard, ...]:
    """Every reason that holds this minute; a stored flag says since when it has stood."""
    if not head.row["is_open"]:
        return ()
    rows = {one.reason: one for one in stored if one.cleared_at is None}
    has_risk = bool(head.risk.actions or head.risk.signals)
    found = flagging.reasons_now(head.row, risk=head.risk, now=now, policy=policy)
    on = local_date(now)
    return tuple(_card(one, rows.get(one.reason.value), has_risk=has_risk, on=on) for one in found)


def rule_words(reason: Reason) -> str:
    """The rule in the words a clinician signed: those that stand above its code."""
    rule = review.RULES.get(reason, review.could_not_be_checked)
    first, _, _ = (inspect.getdoc(rule) or "").partition("\n\n")
    return " ".join(first.split())


def _card(found: Found, row: FlagRow | None, *, has_risk: bool, on: date) -> FlagCard:
    is_provisional = row is not None and row.is_provisional
    return FlagCard(
        code=found.reason.value,
        chip=chip(found.reason.value),
        label=found.reason.label,
        evidence=found.evidence
        + (". From a note that is not signed yet" if is_provisional else ""),
        since=_since(row.since_on if row else found.since, on=on),
        rule=rule_words(found.reason),
        clears=found.clears,
        seen=_seen(row, on=on),
        put_off=_put_off(found, row, on=on),
        may_be_seen=found.reason is not Reason.RISK and not _is_seen(row),
        may_be_put_off=resting.may_rest(found.reason, has_risk=has_risk),
    )


def _is_seen(row: FlagRow | None) -> bool:
    return row is not None and row.acknowledged_at is not None


def _seen(row: FlagRow | None, *, on: date) -> str:
    """`Seen by Priya Raman, 9 June`."""
    if row is None or row.acknowledged_at is None:
        return ""
    day = wording.sentence_date(local_date(row.acknowledged_at), on)
    return f"Seen by {row.acknowledged_by}, {day}"


def _put_off(found: Found, row: FlagRow | None, *, on: date) -> str:
    """`Put off until 16 June: exam week, rings after it (Priya Raman)`."""
    if found.snoozed_until is None or row is None:
        return ""
    day = wording.sentence_date(found.snoozed_until, on)
    return f"Put off until {day}: {row.snoozed_why} ({row.snoozed_by})"


def _cleared(one: FlagRow, *, on: date) -> ClearedFlag:
    day = "" if one.cleared_at is None else wording.sentence_date(local_date(one.cleared_at), on)
    how = one.cleared_how.rstrip(".")
    return ClearedFlag(
        code=one.reason,
        label=Reason(one.reason).label,
        evidence=one.evidence,
        since=_since(one.since_on, on=on),
        cleared=f"Cleared {day} by {one.cleared_by or 'the system'}" + (f": {how}" if how else ""),
    )


def _since(since: date | None, *, on: date) -> str:
    return "" if since is None else f"Since {wording.sentence_date(since, on)}"
