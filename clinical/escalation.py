"""To whom a risk action goes when nobody takes it, and when: named person, duty lead, service lead.

Source: clinical reference 5.6; each level once (S-R5). Pure: a catch-up after days gives the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from clinical.policy import Policy
from clinical.risk import ResponseUrgency
from clinical.working_days import add_working_days, add_working_hours, local, local_date, moment


class Level(StrEnum):
    """A step of escalation; each is told once per risk action (clinical.md 5.6)."""

    NAMED_PERSON = "named_person"
    DUTY_LEAD = "duty_lead"
    SERVICE_LEAD = "service_lead"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _LABELS[self]

    @property
    def order(self) -> int:
        """Its place on the ladder, 0 first."""
        return _ORDER[self]


_LABELS = {
    Level.NAMED_PERSON: "Named person",
    Level.DUTY_LEAD: "Duty senior",
    Level.SERVICE_LEAD: "Service lead",
}
_ORDER = {level: place for place, level in enumerate(Level)}
_WITHIN_HOURS = frozenset({ResponseUrgency.SAME_DAY, ResponseUrgency.EMERGENCY_REFERRAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One risk action, as far as its escalation goes.

    `acknowledged_at`: the owner has taken it, not merely seen it. `recorded_at`: when somebody
    first wrote what was done; it matters for the immediate response alone. `owner_away_since`:
    since when the owner has left or is away, None while here.
    """

    urgency: ResponseUrgency
    opened_at: datetime
    due_by: datetime
    acknowledged_at: datetime | None = None
    recorded_at: datetime | None = None
    closed_at: datetime | None = None
    owner_away_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """One level, and the instant from which it must have been told."""

    level: Level
    due_at: datetime


def escalations(follow_up: FollowUp, *, policy: Policy) -> tuple[Escalation, ...]:
    """The levels this risk action reaches, in order, each with the instant it is due.

    A level is left out when the action was closed, or (where that is what counts) taken or
    recorded, by that instant. The past is never rewritten: what came later than the instant leaves
    the level due, so that a sweep that slept for days still tells everybody it should have.
    """
    if not follow_up.urgency.opens_action:
        return ()
    reached = (
        (Level.NAMED_PERSON, follow_up.opened_at),
        (Level.DUTY_LEAD, _duty_lead_at(follow_up, policy)),
        (Level.SERVICE_LEAD, _service_lead_at(follow_up, policy)),
    )
    return tuple(
        Escalation(level, at)
        for level, at in reached
        if at is not None and not _by(follow_up.closed_at, at)
    )


def levels_due(follow_up: FollowUp, *, policy: Policy, now: datetime) -> tuple[Escalation, ...]:
    """The levels whose instant has come."""
    return tuple(one for one in escalations(follow_up, policy=policy) if one.due_at <= now)


def _duty_lead_at(follow_up: FollowUp, policy: Policy) -> datetime | None:
    """At once; or as soon as nobody has it; or when it is late."""
    if follow_up.urgency is ResponseUrgency.IMMEDIATE:
        return follow_up.opened_at
    if follow_up.urgency not in _WITHIN_HOURS:
        return follow_up.due_by
    untaken = _untaken_at(follow_up, policy)
    gone = follow_up.owner_away_since
    ways = [at for at in (untaken, gone and max(gone, follow_up.opened_at)) if at is not None]
    return min(ways, default=None)


def _untaken_at(follow_up: FollowUp, policy: Policy) -> datetime | None:
    """Working hours after it was opened, but never after its due time, when the service lead hears;
    None where the owner had taken it by then.
    """
    waited = add_working_hours(
        follow_up.opened_at, policy.escalate_after_working_hours, policy.calendar
    )
    at = min(waited, follow_up.due_by)
    return None if _by(follow_up.acknowledged_at, at) else at


def _service_lead_at(follow_up: FollowUp, policy: Policy) -> datetime | None:
    """An hour later if nothing is recorded; at the due time; or working days after it."""
    if follow_up.urgency is ResponseUrgency.IMMEDIATE:
        at = follow_up.opened_at + timedelta(minutes=policy.service_lead_after_minutes)
        return None if _by(follow_up.recorded_at, at) else at
    if follow_up.urgency in _WITHIN_HOURS:
        return follow_up.due_by
    day = add_working_days(
        local_date(follow_up.due_by), policy.service_lead_after_working_days, policy.calendar
    )
    return moment(day, f"{local(follow_up.due_by):%H:%M}")


def _by(happened_at: datetime | None, at: datetime) -> bool:
    return happened_at is not None and happened_at <= at
