"""One person's wait: both clocks, every pause, every time the order was set aside, and whether they
still want help.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caseload.models import OptIn, OptInAnswer, OverrideKind, WaitingOverride
from caseload.waiting import source, turns
from caseload.waiting.rows import Reader, WaitingRow, aside_words, row
from clinical import waits, wording
from clinical.waits import Clock, Paused
from clinical.working_days import local_date
from referrals.models import PauseReason, Referral, WaitPause
from referrals.visibility import grants
from staff.roles import Permission


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a wait: when, and what."""

    day: str
    words: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The page."""

    row: WaitingRow
    waited: str
    paused: str
    pauses: tuple[Line, ...]
    asides: tuple[Line, ...]
    asked: tuple[Line, ...]
    may_resume: bool
    is_asked: bool


def read(referral: Referral, reader: Reader) -> Wait:
    """Everything about one wait. Five queries."""
    first, out_of_turn = source.asides(on=reader.on)
    facts = source.rows([referral.pk], on=reader.on)[referral.pk]
    pauses = list(referral.pauses.select_related("set_by", "resumed_by").order_by("-from_on"))
    asked = list(referral.opt_ins.select_related("asked_by", "answered_by").order_by("-asked_at"))
    asides = referral.waiting_overrides.select_related("by", "ended_by").order_by("-at")
    on = reader.on
    reads = Permission.VIEW_RECORD in grants(referral, reader.standing, on=on)
    clock = Clock(referral.received_on, facts["summary__first_treatment_on"], 0)
    return Wait(
        row=row(
            turns.BY_DAY,
            facts,
            put_first=first.get(referral.pk),
            out_of_turn=out_of_turn,
            reader=reader,
        ),
        waited=wording.count(clock.days(on), "day"),
        paused=_days_paused(pauses, clock, on=on),
        pauses=tuple(_pause(one, on=on) for one in pauses),
        asides=tuple(_aside(one, reads=reads, on=on) for one in asides),
        asked=tuple(_asked(one, on=on) for one in asked),
        may_resume=any(one.resumed_at is None and one.until_on >= on for one in pauses),
        is_asked=any(one.answered_at is None for one in asked),
    )


def _days_paused(pauses: list[Any], clock: Clock, *, on: date) -> str:
    days = waits.days_paused(
        (Paused(one.from_on, one.until_on) for one in pauses), clock=clock, on=on
    )
    return f"{wording.count(days, 'day')} of them paused, and counted all the same" if days else ""


def _pause(one: WaitPause, *, on: date) -> Line:
    reason = PauseReason(one.reason).label
    words = f"{reason}. {one.words}" if one.words else reason
    by = f"{words}. Noted by {one.set_by.full_name}"
    if one.resumed_at is not None and one.resumed_by is not None:
        ended = _day(one.resumed_at, on)
        return Line(
            wording.sentence_date(one.from_on, on),
            f"{by}. Ended on {ended} by {one.resumed_by.full_name}",
        )
    until = wording.sentence_date(one.until_on, on)
    return Line(f"{wording.sentence_date(one.from_on, on)} to {until}", by)


def _aside(one: WaitingOverride, *, reads: bool, on: date) -> Line:
    kind = OverrideKind(one.kind).label
    words = aside_words(f"{kind} by {one.by.full_name}", one.why, reads=reads)
    if one.passed_over:
        words += f". {wording.count(one.passed_over, 'person', 'people')} had a nearer day"
    if one.ended_at is not None and one.ended_by is not None:
        words += f". Ended on {_day(one.ended_at, on)} by {one.ended_by.full_name}"
    return Line(_day(one.at, on), words)


def _asked(one: OptIn, *, on: date) -> Line:
    parts = [f"Asked by {one.asked_by.full_name} whether they still want help"]
    if one.asked_again_at is not None:
        parts.append(f"asked again on {_day(one.asked_again_at, on)}")
    if one.answered_at is not None:
        who = "their reply" if one.answered_by is None else one.answered_by.full_name
        answer = OptInAnswer(one.answer).label.lower()
        parts.append(f"{answer}, on {_day(one.answered_at, on)}, by {who}")
    elif one.passed_on_at is not None:
        parts.append(f"no answer by {_day(one.passed_on_at, on)}: a person decides")
    else:
        again = one.again_on if one.asked_again_at is None else one.decide_on
        what = "asked again" if one.asked_again_at is None else "a person decides"
        parts.append(f"no answer yet: {what} on {wording.sentence_date(again, on)}")
    return Line(_day(one.asked_at, on), "; ".join(parts))


def _day(at: datetime, on: date) -> str:
    return wording.sentence_date(local_date(at), on)
