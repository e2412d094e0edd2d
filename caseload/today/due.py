"""Things due, most urgent first: before the end of today, this week, and what needs nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from caseload.today import calls
from caseload.today import due_words as words
from caseload.today.calls import CallDue
from caseload.today.cases import Case
from caseload.today.diary import Booked
from caseload.today.obligations import ReminderDue, RiskDue
from clinical import wording
from clinical.reason import Reason
from clinical.working_days import local_date, monday_of
from staff.standing import Standing

_QUIET = (Reason.OVERDUE_CONTACT, Reason.MISSED_SESSION)
# This many people out of touch are named one by one; the others stand together under this week.
_NAMED_QUIET = 3


class Link(StrEnum):
    """What a line leads to."""

    NOTHING = "nothing"
    RISK = "risk"
    CALL = "call"
    ACKNOWLEDGE = "acknowledge"
    RECORD = "record"
    SESSION = "session"
    TICK_OFF = "tick_off"
    CASELOAD = "caseload"
    ROTA = "rota"


@dataclass(frozen=True, slots=True)
class Due:
    """One line: who, why, and what to do about it."""

    who: str
    why: str
    link: Link
    chip: str = ""
    chip_label: str = ""
    spoken: str = ""
    reach: str = ""
    phone: str = ""
    reference: str = ""
    key: str = ""
    shown: tuple[int, ...] = ()
    people: int = 1


@dataclass(frozen=True, slots=True)
class ThingsDue:
    """The three bands."""

    today: tuple[Due, ...]
    this_week: tuple[Due, ...]
    nothing: tuple[str, ...]

    @property
    def week_count(self) -> int:
        """People and things of this week, those in a group counted one by one."""
        return sum(line.people for line in self.this_week)

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(pk for line in (*self.today, *self.this_week) for pk in line.shown)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that may be due, as it was read."""

    standing: Standing
    now: datetime
    mine: Sequence[Case]
    cases: Mapping[int, Case]
    diary: Sequence[Booked]
    risk: Sequence[RiskDue]
    reminders: Sequence[ReminderDue]
    calls: Sequence[CallDue] = ()
    # Hours without a duty senior, for whoever may change the rota.
    rota_gaps: Sequence[str] = ()


def things_due(facts: Facts) -> ThingsDue:
    """Each band in its order; risk always first, and never left out."""
    quiet = sorted(
        (case for case in facts.mine if case.asks(*_QUIET)),
        key=lambda case: (-case.missed_in_a_row, -case.days_quiet),
    )
    today = local_date(facts.now)
    sunday = monday_of(today) + timedelta(days=6)
    now_due, soon, later = _risk_by_time(facts.risk, now=facts.now)
    return ThingsDue(
        today=(
            *(_risk(one, facts) for one in now_due),
            *(_call(one, facts) for one in facts.calls),
            *_rota(facts.rota_gaps),
            *(_quiet(case) for case in quiet[:_NAMED_QUIET]),
            *_unsigned(facts),
            *_left_lying(facts),
            *(_reminder(one, facts) for one in facts.reminders if one.due_on <= today),
        ),
        this_week=(
            *(_risk(one, facts) for one in soon),
            *_groups(facts.mine, quiet[_NAMED_QUIET:]),
            *(_reminder(one, facts) for one in facts.reminders if today < one.due_on <= sunday),
        ),
        nothing=tuple(_nothing(facts, later)),
    )


def _risk_by_time(
    risk: Sequence[RiskDue], *, now: datetime
) -> tuple[list[RiskDue], list[RiskDue], list[RiskDue]]:
    """Due today or not yet taken by anybody; due this week; later."""
    today = local_date(now)
    sunday = monday_of(today) + timedelta(days=6)
    bands: tuple[list[RiskDue], list[RiskDue], list[RiskDue]] = ([], [], [])
    for one in risk:
        on = local_date(one.due_by)
        is_gone = one.owner_is_away or not one.owner_works_here
        is_now = on <= today or not one.is_acknowledged or one.is_provisional or is_gone
        bands[0 if is_now else 1 if on <= sunday else 2].append(one)
    return bands


def _risk(one: RiskDue, facts: Facts) -> Due:
    is_mine = one.owner_id in facts.standing.carried_ids
    may_take = is_mine and one.may_open and not one.is_acknowledged
    link = Link.ACKNOWLEDGE if may_take else Link.RISK if one.may_open else Link.NOTHING
    return Due(
        chip="risk",
        who=one.listed_name,
        why=words.risk(one, reader_id=facts.standing.staff_id, now=facts.now),
        spoken=one.full_name,
        link=link,
        reference=one.reference,
        key=str(one.pk),
        shown=(one.patient_id,),
        **(words.reach(one) if is_mine else words.NO_REACH),
    )


def _call(one: CallDue, facts: Facts) -> Due:
    """Somebody nobody knows yet: whoever finds out has it here until it is settled."""
    return Due(
        chip="risk" if one.mentions_risk else "reminder",
        chip_label="Risk mentioned" if one.mentions_risk else "Call",
        who=f"Not found yet: {one.about}",
        why=calls.words(one, reader_id=facts.standing.staff_id, now=facts.now),
        spoken=f"the call about {one.about}",
        link=Link.CALL,
        key=one.reference,
        phone=one.phone,
        reach=one.phone,
    )


def _rota(gaps: Sequence[str]) -> Iterator[Due]:
    """Somebody must be found for these hours: one line, the first of them named."""
    if gaps:
        more = f", and {wording.count(len(gaps) - 1, 'more gap')}" if len(gaps) > 1 else ""
        yield Due(
            chip="overdue",
            chip_label="Gap",
            who="Duty rota",
            why=f"{gaps[0]}{more}.",
            spoken="the gap in the duty rota",
            link=Link.ROTA,
        )


def _quiet(case: Case) -> Due:
    found = case.found(*_QUIET)
    is_overdue = found is not None and found.reason is Reason.OVERDUE_CONTACT
    return Due(
        chip="overdue" if is_overdue else "missed_session",
        who=case.listed_name,
        why=f"{found.evidence}." if found else "",
        spoken=case.full_name,
        link=Link.RECORD,
        reference=case.reference,
        shown=(case.patient_id,),
        **words.reach(case),
    )


def _unsigned(facts: Facts) -> Iterator[Due]:
    """One's own appointments whose time has passed and whose note nobody has signed."""
    for one in facts.diary:
        case = facts.cases.get(one.referral_id)
        is_own = one.has_draft or one.pwp_id in facts.standing.carried_ids
        if case is None or one.is_signed or not is_own or not one.is_over(facts.now):
            continue
        yield Due(
            chip="unsigned",
            who=case.listed_name,
            why=words.unsigned(one, reader_id=facts.standing.staff_id, now=facts.now),
            spoken=f"note for {case.full_name}",
            link=Link.SESSION,
            reference=case.reference,
            key=one.reference,
            shown=(case.patient_id,),
        )


def _left_lying(facts: Facts) -> Iterator[Due]:
    """Supervisees' drafts that have aged: that they exist, never what is in them (S-D7)."""
    for one in facts.diary:
        case = facts.cases.get(one.referral_id)
        if case is None or one.aged_draft_since is None:
            continue
        began = wording.sentence_date(local_date(one.aged_draft_since), local_date(facts.now))
        yield Due(
            chip="unsigned",
            who=case.listed_name,
            why=f"{one.aged_draft_by} began this note on {began} and has not signed it.",
            spoken=case.full_name,
            link=Link.RECORD,
            reference=case.reference,
            shown=(case.patient_id,),
        )


def _reminder(one: ReminderDue, facts: Facts) -> Due:
    return Due(
        chip="reminder",
        who=one.listed_name,
        why=words.reminder(one, reader_id=facts.standing.staff_id, on=local_date(facts.now)),
        spoken=one.text,
        link=Link.TICK_OFF,
        key=str(one.key),
        reference=one.reference,
        shown=() if one.patient_id is None else (one.patient_id,),
    )


def _groups(mine: Sequence[Case], more_quiet: Sequence[Case]) -> Iterator[Due]:
    """What stands together: how many, whom, and the view that lists them."""
    if more_quiet:
        yield _group(
            wording.count(len(more_quiet), "more contact overdue", "more contacts overdue"),
            more_quiet,
            view="contact",
            each=lambda case: f"{case.family_name} {wording.count(case.days_quiet, 'day')}",
        )
    for reason, one, many, view in words.GROUPS:
        people = [case for case in mine if case.asks(reason)]
        if people:
            yield _group(wording.count(len(people), one, many), people, view=view)


def _group(
    who: str, people: Sequence[Case], *, view: str, each: words.Naming = words.family_name
) -> Due:
    named = people[: words.NAMED_IN_A_GROUP]
    return Due(
        who=who,
        why=words.names(people, each=each),
        spoken=who,
        link=Link.CASELOAD,
        key=view,
        shown=tuple(case.patient_id for case in named),
        people=len(people),
    )


def _nothing(facts: Facts, later: Sequence[RiskDue]) -> Iterator[str]:
    """Good news is stated; so is what has its time and its owner, and what somebody put off."""
    if facts.mine and not any(case.has(*_QUIET) for case in facts.mine):
        yield "No one is overdue."
    put_off = sum(case.is_put_off for case in facts.mine)
    if put_off:
        yield f"Put off until a day: {wording.count(put_off, 'person', 'people')}."
    if facts.diary and not any(_unsigned(facts)):
        yield "Every note is signed."
    for one in later:
        due = wording.sentence_date(local_date(one.due_by), local_date(facts.now))
        yield f"Risk plan for {one.full_name}: {one.what}, due {due}."
