"""The words of one row of a waiting list: both clocks, what happens next, why it stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caseload.models import OptInAnswer
from caseload.waiting import steps, turns
from caseload.waiting.source import Aside
from clinical import waits, wording
from clinical.policy import Policy
from clinical.waits import Clock
from clinical.working_days import days_between, local_date
from referrals.models import NextStepKind, PauseReason, ReferralSource, Status
from referrals.visibility import Carried, grants
from staff.roles import Permission
from staff.standing import Standing

# What an administrator may read of a next step: these say nothing of why somebody came.
_PLAIN_STEPS = frozenset(
    {
        NextStepKind.TRIAGE.value,
        NextStepKind.ALLOCATE.value,
        NextStepKind.APPOINTMENT.value,
        NextStepKind.BOOK.value,
    }
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A state and its own words."""

    code: str
    label: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ClockShown:
    """One clock in words: its name, its day, and what is left."""

    name: str
    day: str
    left: str
    is_over: bool
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One person who waits. Nothing of why they came."""

    patient_id: int
    reference: str
    listed_name: str
    full_name: str
    age: str
    came: str
    here: str
    chips: tuple[Chip, ...]
    first: ClockShown
    second: ClockShown
    assessed: str
    next_step: str
    why_here: str
    passed_over: str
    passed_over_by: str
    is_put_first: bool
    may_put_first: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a list is written, by which rules, and when."""

    standing: Standing
    policy: Policy
    now: datetime

    @property
    def on(self) -> date:
        """The day."""
        return local_date(self.now)


@dataclass(frozen=True, slots=True)
class _Stands:
    """What of a row decides about rights."""

    team_id: int
    carried_by_id: int | None
    ended_on: date | None
    risk_open_since: datetime | None


def row(
    turn: int,
    facts: Mapping[str, Any],
    *,
    put_first: Aside | None,
    out_of_turn: Sequence[Aside],
    reader: Reader,
) -> WaitingRow:
    """One row in words."""
    on = reader.on
    given, family = facts["patient__given_name"], facts["patient__family_name"]
    may = grants(_carried(facts), reader.standing, on=on)
    reads = Permission.VIEW_RECORD in may
    first = _first_clock(facts, reader.policy)
    passed_over, passed_over_by = _passed_over(facts, out_of_turn, reads=reads, reader=reader)
    return WaitingRow(
        patient_id=facts["patient_id"],
        reference=facts["reference"],
        listed_name=wording.listed_name(family, given),
        full_name=wording.full_name(family, given),
        age=str(wording.age(facts["patient__date_of_birth"], on)),
        came=_came(facts, on=on),
        here=_here(facts, on=on),
        chips=_chips(facts, put_first=put_first, reads=reads, on=on),
        first=_shown(first, reader.policy, on=on),
        second=_second(facts, reader.policy, on=on),
        assessed=_assessed(facts, reader.policy, on=on),
        next_step=_next(facts["step"], reads=reads, now=reader.now),
        why_here=_why(turn, facts, put_first=put_first, reads=reads, reader=reader),
        passed_over=passed_over,
        passed_over_by=passed_over_by,
        is_put_first=put_first is not None,
        may_put_first=facts["carried_by_id"] is None and Permission.REASSIGN in may,
    )


def day_name(within_days: int) -> str:
    """`6-week day`, `18-week day`, `90-day limit`."""
    weeks, rest = divmod(within_days, 7)
    return f"{within_days}-day limit" if rest else f"{weeks}-week day"


def countdown(clock: Clock, on: date) -> str:
    """`12 days left`, `today`, `6 days over`."""
    left = clock.left(on)
    if left == 0:
        return "today"
    return f"{wording.count(abs(left), 'day')} {'left' if left > 0 else 'over'}"


def _carried(facts: Mapping[str, Any]) -> Carried:
    return _Stands(
        facts["team_id"], facts["carried_by_id"], facts["ended_on"], facts["risk_open_since"]
    )


def _came(facts: Mapping[str, Any], *, on: date) -> str:
    """`Self, 9 June, 12 days ago`."""
    received = facts["received_on"]
    source = ReferralSource(facts["source"]).label
    return f"{source}, {wording.sentence_date(received, on)}, {wording.days_ago(received, on)}"


def _here(facts: Mapping[str, Any], *, on: date) -> str:
    """How long they have stood in this list, and with whom."""
    allocated_on = facts["summary__allocated_on"]
    if facts["carried_by_id"] is not None and allocated_on is not None:
        name = wording.full_name(facts["carried_by__family_name"], facts["carried_by__given_name"])
        return f"With {name} for {wording.count(days_between(allocated_on, on), 'day')}"
    since = facts["here_since"]
    days = days_between(local_date(since) if since else facts["received_on"], on)
    return f"In this list for {wording.count(days, 'day')}, {facts['team__name']}"


def _first_clock(facts: Mapping[str, Any], policy: Policy) -> Clock:
    return waits.to_first_treatment(
        received_on=facts["received_on"],
        first_on=facts["summary__first_treatment_on"],
        policy=policy,
    )


def _shown(clock: Clock, policy: Policy, *, on: date) -> ClockShown:
    """The clock that runs to a first session; once it is over, the 18-week day is said as well."""
    if clock.stopped_on is not None:
        begun = wording.sentence_date(clock.stopped_on, on)
        took = wording.count(clock.days(on), "day")
        return ClockShown("Started", begun, f"after {took}", not waits.is_kept(clock))
    left = countdown(clock, on)
    if clock.left(on) < 0:
        longest = waits.to_first_treatment_longest(received_on=clock.starts_on, first_on=None)
        left += f", 18-week day {wording.short_date(longest.due_on)}"
    return _running(day_name(clock.within_days), clock, policy, left=left, on=on)


def _running(name: str, clock: Clock, policy: Policy, *, left: str, on: date) -> ClockShown:
    standing, day = clock.standing(on, policy), wording.short_date(clock.due_on)
    return ClockShown(
        name, day, left, standing is waits.Standing.OVER, standing is waits.Standing.NEAR
    )


def _second(facts: Mapping[str, Any], policy: Policy, *, on: date) -> ClockShown:
    """First to second session: what the published wait leaves out."""
    first_on = facts["summary__first_treatment_on"]
    if first_on is None:
        return ClockShown("Second session", "", "after the first", is_over=False)
    clock = waits.to_second_session(first_on=first_on, second_on=None, policy=policy)
    left = f"{wording.count(clock.days(on), 'day')} since the first, {countdown(clock, on)}"
    if clock.left(on) < 0:
        longest = waits.to_second_session_longest(first_on=first_on, second_on=None)
        left += f", 90-day limit {wording.short_date(longest.due_on)}"
    return _running("Second session by", clock, policy, left=left, on=on)


def _assessed(facts: Mapping[str, Any], policy: Policy, *, on: date) -> str:
    assessed_on = facts["summary__assessed_on"]
    clock = waits.to_assessment(
        received_on=facts["received_on"], assessed_on=assessed_on, policy=policy
    )
    if assessed_on is not None:
        return f"Assessed after {wording.count(clock.days(on), 'day')}"
    if facts["summary__first_treatment_on"] is not None:
        return ""
    return f"Not assessed: by {wording.short_date(clock.due_on)}, {countdown(clock, on)}"


def _chips(
    facts: Mapping[str, Any], *, put_first: Aside | None, reads: bool, on: date
) -> tuple[Chip, ...]:
    """Risk only for those who may read the record: an administrator sees none."""
    found = []
    if facts["risk_open_since"] and reads:
        found.append(Chip("risk"))
    if put_first is not None:
        found.append(Chip("priority", "Put first"))
    if facts["pause"] is not None:
        found.append(_paused(facts["pause"], on=on))
    if facts["asked"] is not None:
        found += _asked(facts["asked"], on=on)
    return tuple(found)


def _paused(pause: Mapping[str, Any], *, on: date) -> Chip:
    from_on, until_on = (date.fromisoformat(pause[name]) for name in ("from_on", "until_on"))
    why = PauseReason(pause["reason"]).label.lower()
    until = wording.sentence_date(until_on, on)
    if from_on > on:
        return Chip("paused", "Pause", f"{wording.sentence_date(from_on, on)} to {until}, {why}")
    return Chip("paused", "", f"until {until}, {why}")


def _asked(asked: Mapping[str, Any], *, on: date) -> list[Chip]:
    """Asked whether they still want help: nothing any more once they have said yes."""
    if asked["answer"] == OptInAnswer.YES:
        return []
    if asked["answer"] == OptInAnswer.NO:
        return [Chip("unanswered", "Said no", "to still wanting help: ring them")]
    since = local_date(datetime.fromisoformat(asked["asked_at"]))
    words = f"asked {wording.days_ago(since, on)}"
    if asked["passed_on_at"]:
        return [Chip("unanswered", "", f"{words}: decide what to do")]
    again = ", and again" if asked["asked_again_at"] else ""
    return [Chip("asked", "", f"{words}{again}")]


def _next(step: Mapping[str, Any] | None, *, reads: bool, now: datetime) -> str:
    if step is None:
        return "Nothing set"
    what = step["what"] if reads or step["kind"] in _PLAIN_STEPS else "To be decided"
    return steps.words(what, step, now=now)


def _why(
    turn: int,
    facts: Mapping[str, Any],
    *,
    put_first: Aside | None,
    reads: bool,
    reader: Reader,
) -> str:
    """Why this person stands here, and when they were last told how long it takes."""
    parts = []
    if turn == turns.RISK:
        parts.append("Open risk flag")
    elif put_first is not None:
        on = wording.sentence_date(local_date(put_first.at), reader.on)
        parts.append(aside_words(f"Put first by {put_first.by}, {on}", put_first.why, reads=reads))
    elif facts["summary__first_treatment_on"] is not None:
        parts.append("By the day of their second session")
    else:
        parts.append(f"By their {day_name(reader.policy.first_treatment_within_days)}")
    if facts["told_at"]:
        told = wording.sentence_date(local_date(facts["told_at"]), reader.on)
        parts.append(f"Told {told} how long it takes")
    return ". ".join(parts)


def _passed_over(
    facts: Mapping[str, Any], out_of_turn: Sequence[Aside], *, reads: bool, reader: Reader
) -> tuple[str, str]:
    """Others with a later day were taken while this person stood in the list to allocate: how often
    and when; then who took the last one, and why. One decision passes many over: a list that gave
    its reason would give it in every row.
    """
    since = facts["here_since"]
    if facts["status"] != Status.WAITING or since is None:
        return "", ""
    due_on = _first_clock(facts, reader.policy).due_on
    over = [one for one in out_of_turn if one.at >= since and one.due_on > due_on]
    if not over:
        return "", ""
    last = over[0]
    when = wording.sentence_date(local_date(last.at), reader.on)
    times = "once" if len(over) == 1 else "twice" if len(over) == 2 else f"{len(over)} times"
    return f"Passed over {times}, last {when}", aside_words(f"by {last.by}", last.why, reads=reads)


def aside_words(words: str, why: str, *, reads: bool) -> str:
    """With the reason for those who read the record: it may say why somebody came."""
    return f"{words}: {why}" if reads else words
