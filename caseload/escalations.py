"""How far a risk action has gone up, read this minute: who was told, and who is to be told by now
though no worker has told them yet.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from clinical.escalation import Escalation, FollowUp, Level, escalations
from clinical.policy import Policy
from clinical.risk import ResponseUrgency
from clinical.wording import clock, sentence_time
from clinical.working_days import local_date

# What of a risk action decides whom it goes to.
COLUMNS = ("urgency", "opened_at", "due_by", "acknowledged_at", "closed_at", "owner_id")


class Notice(Enum):
    """What is known of a notice."""

    ON_ITS_WAY = "on its way"
    LEFT = "left"
    FAILED = "could not be sent"


@dataclass(frozen=True, slots=True)
class Told:
    """One level whose turn it was, and what became of the notice; `at` is when it left, and until
    then since when it waits.
    """

    level: str
    name: str
    at: datetime
    notice: Notice = Notice.LEFT


def told(
    *, level: str, name: str, at: datetime, email: str, notice: Mapping[str, Any] | None
) -> Told:
    """With the row of the outbox (`notices_sent.notice`): nobody is told before it is done, nor
    when it was given up, nor without an address. Without a row they wrote it themselves.
    """
    if notice is None:
        return Told(level, name, at)
    if not email or notice["parked_at"] or notice["given_up"]:
        return Told(level, name, at, Notice.FAILED)
    if notice["done_at"] is None:
        return Told(level, name, at, Notice.ON_ITS_WAY)
    return Told(level, name, datetime.fromisoformat(notice["done_at"]))


def follow_up(row: Mapping[str, Any], *, gone_since: datetime | None) -> FollowUp:
    """A risk action, by its columns, as the rules of escalation look at it.

    `gone_since`: since when its owner has left or is away.
    """
    return FollowUp(
        urgency=ResponseUrgency(row["urgency"]),
        opened_at=row["opened_at"],
        due_by=row["due_by"],
        acknowledged_at=row["acknowledged_at"],
        recorded_at=row["closed_at"],
        closed_at=row["closed_at"],
        owner_away_since=gone_since,
    )


def told_words(one: Told, *, on: date) -> str:
    """`Told today at 09:48: Tom Whitfield, duty senior`."""
    who, when = f"{one.name}, {Level(one.level).label.lower()}", sentence_time(one.at, on)
    if one.notice is Notice.FAILED:
        return f"Could not be told, ring: {who}"
    return f"{'Told' if one.notice is Notice.LEFT else 'Notice on its way since'} {when}: {who}"


def told_in_a_row(one: Told, *, on: date) -> str:
    """`Tom Whitfield told 09:48`."""
    when = clock(one.at) if local_date(one.at) == on else sentence_time(one.at, on)
    if one.notice is Notice.FAILED:
        return f"{one.name} could not be told: ring"
    return (
        f"{one.name}{' told' if one.notice is Notice.LEFT else ': notice on its way since'} {when}"
    )


def still_to_tell(
    action: FollowUp, *, told: Collection[str], policy: Policy
) -> tuple[Escalation, ...]:
    """Every level not told yet, in order: those whose time has come, whether or not a worker runs,
    and those ahead.
    """
    return tuple(one for one in escalations(action, policy=policy) if one.level.value not in told)


def to_tell_words(ahead: Sequence[Escalation], *, now: datetime) -> str:
    """`Duty senior to be told since 11:24`, or who is told next, and when; empty when nobody is."""
    on = local_date(now)
    due = [one for one in ahead if one.due_at <= now]
    if due:
        last = due[-1]
        return f"{last.level.label} to be told since {sentence_time(last.due_at, on)}"
    if not ahead:
        return ""
    return f"{ahead[0].level.label} is told {sentence_time(ahead[0].due_at, on)} if nothing is done"
