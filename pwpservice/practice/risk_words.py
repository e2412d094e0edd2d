"""Risk sections of invented sessions: facts and words, never a level."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from caseload.models import PastAttempts, RiskOutcome, Thoughts
from clinical.risk import ResponseUrgency, due_by, item_nine_words
from clinical.working_days import Calendar
from pwpservice.practice.records import ActionRecord, RiskRecord
from pwpservice.practice.voice import Voice
from pwpservice.practice.words import assessments as words

_CALENDAR = Calendar()
_ROOM = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Asked:
    """When risk was asked about, and what item 9 said then and before."""

    at: datetime
    item_nine: int
    previous: int | None
    # Whatever was agreed was done by then: the next session, or now.
    until: datetime


def dealt_with(rng: Random, voice: Voice, asked: Asked) -> RiskRecord:
    """A section after which everything was done, and the flag closed by the PWP with a reason."""
    signed = asked.at + timedelta(minutes=6)
    has_room = asked.until - asked.at > _ROOM
    action = _closed_action(rng, voice, asked) if has_room and rng.random() < 0.3 else None
    closed_at = action.closed_at if action else signed
    return _section(
        rng,
        voice,
        asked,
        action=action,
        closed_at=closed_at,
        closed_how=voice.say(words.FLAG_CLOSED),
    )


def still_open(rng: Random, voice: Voice, asked: Asked, *, same_day: bool) -> RiskRecord:  # noqa: FBT001
    """A section whose action is still to be done."""
    urgency = ResponseUrgency.SAME_DAY if same_day else ResponseUrgency.PLANNED
    action = ActionRecord(
        what=voice.say(words.ACTIONS_SAME_DAY if same_day else words.ACTIONS_PLANNED),
        urgency=urgency,
        due_by=due_by(urgency=urgency, now=asked.at, calendar=_CALENDAR),
        closed_at=None,
        outcome="",
    )
    return _section(rng, voice, asked, action=action, closed_at=None, closed_how="")


def _closed_action(rng: Random, voice: Voice, asked: Asked) -> ActionRecord:
    same_day = asked.item_nine >= 2 and rng.random() < 0.4
    urgency = ResponseUrgency.SAME_DAY if same_day else ResponseUrgency.PLANNED
    due = due_by(urgency=urgency, now=asked.at, calendar=_CALENDAR)
    return ActionRecord(
        what=voice.say(words.ACTIONS_SAME_DAY if same_day else words.ACTIONS_PLANNED),
        urgency=urgency,
        due_by=due,
        closed_at=min(due, asked.until) - timedelta(minutes=rng.randint(20, 90)),
        outcome=voice.say(words.ACTIONS_DONE),
    )


def _section(
    rng: Random,
    voice: Voice,
    asked: Asked,
    *,
    action: ActionRecord | None,
    closed_at: datetime | None,
    closed_how: str,
) -> RiskRecord:
    means = rng.random() < 0.06
    concern = rng.random() < 0.05
    told_senior = action is not None and action.urgency is ResponseUrgency.SAME_DAY
    return RiskRecord(
        thoughts=Thoughts.OFTEN if asked.item_nine >= 3 else Thoughts.PASSING,
        plan=False,
        means=means,
        means_agreed=voice.say(words.MEANS_AGREED) if means else "",
        intent=False,
        past_attempts=PastAttempts.AS_RECORDED if rng.random() < 0.95 else PastAttempts.YES_NEW,
        self_neglect=False,
        from_others=False,
        children=concern,
        concern_details=words.CONCERNS[0] if concern else "",
        keeps_safe=voice.say(words.KEEPS_SAFE),
        agreed=voice.say(words.SAFETY_AGREED),
        who_told="Duty senior" if told_senior else "",
        outcome=RiskOutcome.DUTY_SENIOR if told_senior else RiskOutcome.SAFETY_PLAN,
        evidence=item_nine_words(asked.item_nine, asked.previous),
        closed_at=closed_at,
        closed_how=closed_how,
        action=action,
    )
