"""One row of the triage queue as strings: who, from whom, what to know first, and why they stand
there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caseload.waiting import steps
from caseload.waiting.rows import countdown
from clinical import wording
from clinical.policy import Policy
from clinical.waits import SIX_WEEKS, Clock
from clinical.working_days import add_working_days, days_between, local_date, moment
from referrals.models import (
    NextStepKind,
    PartOfDay,
    ReferralSource,
    TriageDecision,
    YesNo,
)
from staff.models import AskedGender

_PRIORITY = (
    ("patient__equality__perinatal", "Perinatal"),
    ("patient__equality__armed_forces", "Armed forces"),
)

# Their name says what they are.
_BY_NAME = (ReferralSource.HOSPITAL, ReferralSource.OTHER)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know first; the chip is empty for what is plain."""

    words: str
    chip: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One person in the queue."""

    patient_id: int
    reference: str
    name: str
    age: int
    source: str
    received: str
    phq9: str
    gad7: str
    first: tuple[Fact, ...]
    six_week_day: str
    days_left: str
    has_risk: bool
    is_current: bool


def due_by(received_on: date, *, policy: Policy) -> datetime:
    """By when somebody has decided: closing time, so many working days after receipt."""
    return moment(late_since(received_on, policy=policy), policy.closes)


def late_since(received_on: date, *, policy: Policy) -> date:
    """The day on which the decision was due."""
    return add_working_days(received_on, policy.triage_within_working_days, policy.calendar)


def row(one: Mapping[str, Any], *, current: str, now: datetime, policy: Policy) -> QueueRow:
    """A row for those who triage."""
    on = local_date(now)
    has_risk = one["risk_open_since"] is not None
    first = tuple(_facts(one, now=now, policy=policy))
    return QueueRow(
        **_who(one, current=current, on=on),
        phq9=_latest(one["summary__phq9"]),
        gad7=_latest(one["summary__gad7"]),
        first=first or (Fact("Nothing special said"),),
        has_risk=has_risk,
    )


def contact_row(one: Mapping[str, Any], *, now: datetime) -> QueueRow:
    """A row for those who arrange appointments: nothing of why anybody came, nor of risk."""
    return QueueRow(
        **_who(one, current="", on=local_date(now)),
        phq9="",
        gad7="",
        first=tuple(_wishes(one)) or (Fact("Nothing special said"),),
        has_risk=False,
    )


def _who(one: Mapping[str, Any], *, current: str, on: date) -> dict[str, Any]:
    given, family = one["patient__given_name"], one["patient__family_name"]
    received = one["received_on"]
    six_weeks = Clock(received, None, SIX_WEEKS)
    return {
        "patient_id": one["patient_id"],
        "reference": one["reference"],
        "name": wording.listed_name(family, given),
        "age": wording.age(one["patient__date_of_birth"], on),
        "source": _source(one),
        "received": f"{wording.short_date(received)}, {wording.days_ago(received, on)}",
        "six_week_day": wording.short_date(six_weeks.due_on),
        "days_left": countdown(six_weeks, on),
        "is_current": one["reference"] == current,
    }


def _source(one: Mapping[str, Any]) -> str:
    """`GP practice, Elm Road`, where whoever typed it wrote down which; a hospital by its name."""
    which: str = one["typed__organisation"] or ""
    if which and one["source"] in _BY_NAME:
        return which
    source = ReferralSource(one["source"]).label
    return f"{source}, {which}" if which else source


def _latest(totals: list[int] | None) -> str:
    return str(totals[-1]) if totals else ""


def _facts(one: Mapping[str, Any], *, now: datetime, policy: Policy) -> Iterator[Fact]:
    if one["risk_open_since"] is not None:
        yield Fact(_risk_words(one), chip="risk")
    yield from _stage(one, now=now, policy=policy)
    for column, label in _PRIORITY:
        if one[column] == YesNo.YES:
            yield Fact(label, chip="priority")
    yield from _wishes(one)
    asked = asked_words(one["asked_for__gender"] or "", one["asked_for__times"] or ())
    if asked:
        yield Fact(asked)


def asked_words(gender: str, times: Iterable[str]) -> str:
    """`Female PWP, mornings`; empty where nothing was asked for."""
    asked = [f"{AskedGender(gender).label.lower()} PWP"] if gender else []
    return _sentence([*asked, *(PartOfDay(part).label.lower() for part in times)])


def _risk_words(one: Mapping[str, Any]) -> str:
    """The evidence of the open flag, as everybody who may read it sees it on the record."""
    flag = (one["summary__flags"] or {}).get("risk")
    return str(flag[0]) if flag else "Open risk flag"


def _stage(one: Mapping[str, Any], *, now: datetime, policy: Policy) -> Iterator[Fact]:
    """What was found out first, or that nobody has decided in time."""
    on, due_on = local_date(now), late_since(one["received_on"], policy=policy)
    if one["unanswered"] and not one["spoken"]:
        yield Fact(wording.count(one["unanswered"], "call"), chip="overdue", label="No reply")
    if one["triaged_as"]:
        yield Fact(_next(one, now=now))
    elif now > due_by(one["received_on"], policy=policy):
        late = max(days_between(due_on, on), 1)
        yield Fact(wording.count(late, "day"), chip="overdue", label="Triage late")


def _next(one: Mapping[str, Any], *, now: datetime) -> str:
    decided, step = TriageDecision(one["triaged_as"]).label, one["step"]
    if step is None:
        return decided
    if step["kind"] == NextStepKind.TRIAGE:
        return f"Spoken with, decide: {steps.due(step, now=now)}"
    return steps.words(decided, step, now=now)


def _wishes(one: Mapping[str, Any]) -> Iterator[Fact]:
    """What must be known before somebody rings or books."""
    words = [words for words in (one["patient__needs"], one["patient__best_time"]) if words]
    if words:
        yield Fact(_sentence(words))
    if one["patient__may_be_known"]:
        yield Fact(f"May be known: {one['patient__may_be_known']}")


def _sentence(words: list[str]) -> str:
    joined = ", ".join(words)
    return f"{joined[:1].upper()}{joined[1:]}"
