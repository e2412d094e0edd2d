"""What became of each risk action: who was told, who is told next, to whom it was given; the
signals behind it; and an ending that waits for a second person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from caseload import escalations, signal_words
from caseload.escalations import Told
from caseload.models import SignalSource
from caseload.record import source as record_source
from caseload.record.follow_up_rows import AskedRow, HandoverRow, SignalRow, ToldRow
from caseload.record.risk import ActionCard, away_since
from caseload.record.rows import ActionRow
from caseload.record.source import FollowUps
from clinical import wording
from clinical.escalation import Level
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals.models import EndCode, Referral


@dataclass(frozen=True, slots=True)
class SignalCard:
    """One signal as it is shown: when, through which channel, what."""

    at: str
    channel: str
    said: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class AskedEnding:
    """An ending while risk is open, asked for and not decided."""

    pk: int
    what: str
    why: str
    asked: str
    is_own: bool


def with_follow_up(
    card: ActionCard, action: ActionRow, follow_ups: FollowUps, *, policy: Policy, now: datetime
) -> ActionCard:
    """The card with its small history, and who is to be told by now or next."""
    told = [one for one in follow_ups.told if one.action == action.pk]
    given = [one for one in follow_ups.given if one.action == action.pk]
    card = replace(card, passed_on=_history(told, given, now=now))
    if not card.is_open:
        return card
    row = {name: getattr(action, name) for name in escalations.COLUMNS}
    ahead = escalations.still_to_tell(
        escalations.follow_up(row, gone_since=away_since(action, now=now)),
        told={one.level for one in told},
        policy=policy,
    )
    return replace(card, to_tell=escalations.to_tell_words(ahead, now=now))


def signal_cards(
    signals: Sequence[SignalRow], *, referral_id: int, now: datetime
) -> tuple[SignalCard, ...]:
    """Every signal of the person, whatever its flag says today."""
    on = local_date(now)
    return tuple(
        SignalCard(
            at=wording.day_and_time(one.signalled_at, on),
            channel=SignalSource(one.source).label,
            said=signal_words.UNSIGNED if one.is_unsigned else one.evidence,
            is_here=one.referral_id == referral_id,
        )
        for one in signals
    )


def asked_ending(asked: Sequence[AskedRow], *, reader_id: int, now: datetime) -> AskedEnding | None:
    """The ending that waits for a second person, in words."""
    on = local_date(now)
    for one in asked:
        when = wording.sentence_time(one.asked_at, on)
        day = wording.sentence_date(one.ended_on, on)
        return AskedEnding(
            pk=one.pk,
            what=f"{EndCode(one.end_code).label}, {day}",
            why=one.why,
            asked=f"Asked by {one.asked_by}, {when}",
            is_own=one.asked_by_id == reader_id,
        )
    return None


def asked_ending_of(referral: Referral, *, reader_id: int, now: datetime) -> AskedEnding | None:
    """The same for one referral by itself. One query."""
    return asked_ending(record_source.asked_ending(referral.pk), reader_id=reader_id, now=now)


def _told(one: ToldRow) -> Told:
    return escalations.told(
        level=one.level, name=one.name, at=one.told_at, email=one.email, notice=one.notice
    )


def _history(
    told: Sequence[ToldRow], given: Sequence[HandoverRow], *, now: datetime
) -> tuple[str, ...]:
    """Both in the order in which they happened."""
    on = local_date(now)
    lines = [
        (
            one.told_at,
            Level(one.level).order,
            escalations.told_words(_told(one), on=on),
        )
        for one in told
    ]
    for one in given:
        when, by = wording.sentence_time(one.handed_at, on), f" by {one.by}" if one.by else ""
        lines.append((one.handed_at, len(Level), f"Given to {one.to}{by}, {when}: {one.why}"))
    return tuple(words for *_, words in sorted(lines))
