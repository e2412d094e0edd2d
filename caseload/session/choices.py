"""The one-key choices of the session page: value, words and key of each, in their order."""

from dataclasses import dataclass
from datetime import datetime

from caseload.models import (
    Attendance,
    ExtrasState,
    Intervention,
    MissedFollowUp,
    PlanDone,
    Proposal,
    RiskAsked,
    RiskOutcome,
    SeenAs,
    Thoughts,
)
from caseload.session.facts import SessionFacts
from caseload.session.source import OnDuty
from clinical import wording
from clinical.therapies import Therapy
from clinical.working_days import local_date
from referrals.models import WeeklyHours, WorkStatus, YesNoNotKnown


@dataclass(frozen=True, slots=True)
class Option:
    """One answer, drawn as a button with its key."""

    value: str
    label: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One group of the risk section: its legend, its field, its answers."""

    name: str
    legend: str
    options: tuple[Option, ...]


ATTENDANCE = (
    Option(Attendance.ATTENDED, "Attended", "a"),
    Option(Attendance.LATE_SEEN, "Late, seen", "l"),
    Option(Attendance.LATE_NOT_SEEN, "Too late, not seen", "t"),
    Option(Attendance.DID_NOT_ATTEND, "Did not attend", "d"),
    Option(Attendance.PATIENT_CANCELLED, "Patient cancelled", "c"),
    Option(Attendance.SERVICE_CANCELLED, "We cancelled", "s"),
    Option(Attendance.NOT_KNOWN, "Not known", "u"),
)
OPENING = (
    Option("all", "Yes, all three", "y"),
    Option("some", "Not all", "n"),
)
YES_NO = (Option("no", "No", "n"), Option("yes", "Yes", "y"))
_CONCERN = (Option("no", "No concern", "n"), Option("yes", "Concern", "y"))
PLAN_DONE = tuple(Option(one.value, one.label, str(n)) for n, one in enumerate(PlanDone, start=1))
RISK_ASKED = (
    Option(RiskAsked.NOTHING_NEW, "Asked, nothing new", "1"),
    Option(RiskAsked.REVIEWED, "Open the risk section", "2"),
)
EXTRAS = tuple(
    Option(one.value, one.label, key) for one, key in zip(ExtrasState, "scn", strict=True)
)
ATTEMPTS = {
    "NO_ANSWER": Option("NO_ANSWER", "No answer", "r"),
    "VOICEMAIL": Option("VOICEMAIL", "Voicemail left", "v"),
    "WRONG_NUMBER": Option("WRONG_NUMBER", "Wrong number", "w"),
}


def attempts(*, voicemail_ok: bool) -> tuple[Option, ...]:
    """What came of a call; leaving a voicemail is offered only where the person agreed to it."""
    return tuple(one for value, one in ATTEMPTS.items() if voicemail_ok or value != "VOICEMAIL")


def attempt_words(outcome: str) -> str:
    """`no answer`: as after the time of a call attempt."""
    return ATTEMPTS[outcome].label.lower()


def risk_questions(*, attempt_on_record: str) -> tuple[Question, ...]:
    """The facts of the risk section in the order they are asked. No level, no score, no default."""
    past = attempt_on_record or "none"
    nothing_new = "As recorded" if attempt_on_record else "Still none"
    thoughts = tuple(
        Option(one.value, one.label, str(n)) for n, one in enumerate(Thoughts, start=1)
    )
    return (
        Question("risk_thoughts", "Thoughts of suicide or self-harm now", thoughts),
        Question("risk_plan", "Plan or preparation", YES_NO),
        Question("risk_means", "Means to hand", YES_NO),
        Question("risk_intent", "Intends to act", YES_NO),
        Question(
            "risk_past_attempts",
            f"Past attempts or self-harm (record: {past})",
            (Option("AS_RECORDED", nothing_new, "n"), Option("YES_NEW", "Yes, new", "y")),
        ),
        Question("risk_self_neglect", "Self-neglect", _CONCERN),
        Question("risk_from_others", "Harm from others", _CONCERN),
        Question("risk_to_others", "Harm to others", _CONCERN),
        Question("risk_children", "Children", _CONCERN),
    )


# Asked where there is a concern; what it is, is read only by those who need it.
SAFEGUARDING = Question("risk_safeguarding", "Is it about safeguarding?", YES_NO)


def risk_outcomes(
    *, duty: OnDuty | None, check_again: datetime, now: datetime
) -> tuple[Option, ...]:
    """What came of the risk section. The first goes away with a plan or an intent."""
    on = wording.sentence_date(local_date(check_again), local_date(now))
    told = f"Duty senior told now: {duty.name}" if duty else "Senior told now"
    return (
        Option(RiskOutcome.SAFETY_PLAN, f"Safety plan agreed, check again by {on}", "1"),
        Option(RiskOutcome.DUTY_SENIOR, told, "2"),
        Option(RiskOutcome.EMERGENCY, RiskOutcome.EMERGENCY.label, "3"),
    )


def duty_words(duty: OnDuty) -> str:
    """`Tom Whitfield, 01632 960 144`."""
    return f"{duty.name}, {duty.phone}"


def interventions(*, used_last: tuple[str, ...]) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Those used last time, or usual ones; and the rest, folded away."""
    usual = used_last or (
        Intervention.BEHAVIOURAL_ACTIVATION,
        Intervention.COGNITIVE_RESTRUCTURING,
        Intervention.WORRY_MANAGEMENT,
    )
    shown = tuple(Option(one.value, one.label) for one in Intervention if one in usual)
    rest = tuple(Option(one.value, one.label) for one in Intervention if one not in usual)
    return shown, rest


THERAPIES = tuple((one.name, one.label) for one in Therapy)
FORMATS = tuple((one.value, one.label) for one in SeenAs)


PROPOSALS = Proposal.choices
WORK = (
    ("work_status", "Work now", WorkStatus.choices),
    ("work_hours", "Hours a week, if employed", WeeklyHours.choices),
    ("work_sick_pay", "Sick pay", YesNoNotKnown.choices),
    ("work_benefits", "Benefits", YesNoNotKnown.choices),
)


def next_appointments(facts: SessionFacts) -> tuple[Option, ...]:
    """Free times by one key, a date and time of choice, or none."""
    medium = facts.medium.label.lower()
    found = []
    if facts.offers.same:
        when = wording.day_and_time(facts.offers.same)
        found.append(Option(facts.offers.same.isoformat(), f"{when}, {medium} (same slot)", "1"))
    if facts.offers.other:
        when = wording.day_and_time(facts.offers.other)
        found.append(Option(facts.offers.other.isoformat(), f"{when}, {medium}", "2"))
    return (
        *found,
        Option("choose", "Choose date and time", "3"),
        Option("ending", "None: ending treatment", "4"),
        Option("later", "None yet: book later", "5"),
    )


def follow_ups(facts: SessionFacts, *, duty: OnDuty | None, may_write: bool) -> tuple[Option, ...]:
    """What happens after a miss, numbered in the order offered.

    While risk is open, or where item 9 was above 0 at the last contact, nobody waits for a text to
    be answered. After a second miss in a row,
    writing and supervision come first.
    """
    found = list(_same_day(duty) if facts.why_ring_today else _routine(facts))
    letter = "Send the “we missed you” letter and take to supervision"
    no_letter = "Take to supervision (no letter: the person asked for none)"
    write = (MissedFollowUp.WRITE_AND_SUPERVISION, letter if may_write else no_letter)
    at = 0 if facts.missed_in_a_row and not facts.why_ring_today else len(found)
    found.insert(at, write)
    found += [
        (
            MissedFollowUp.WORRIED,
            "I am worried about this person: call the GP or duty senior today",
        ),
        (MissedFollowUp.REBOOKED, "Another time: choose date and time"),
    ]
    return tuple(Option(value, label, str(n)) for n, (value, label) in enumerate(found, start=1))


def _same_day(duty: OnDuty | None) -> list[tuple[MissedFollowUp, str]]:
    told = f"Duty senior told: {duty_words(duty)}" if duty else "Senior told"
    return [(MissedFollowUp.CALL_NOW, "Call now"), (MissedFollowUp.DUTY_SENIOR_TOLD, told)]


def _routine(facts: SessionFacts) -> list[tuple[MissedFollowUp, str]]:
    text = "Text now, " if facts.may_text else ""
    found = []
    if facts.offers.today:
        words = f"{text}call again today at {wording.clock(facts.offers.today)} (free slot)"
        found.append((MissedFollowUp.CALL_AGAIN_TODAY, words[0].upper() + words[1:]))
    if facts.offers.same:
        on = wording.long_date(local_date(facts.offers.same))
        words = f"{text}same time, {on}, {wording.clock(facts.offers.same)}"
        found.append((MissedFollowUp.SAME_TIME_NEXT_WEEK, words[0].upper() + words[1:]))
    return found
