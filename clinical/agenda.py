"""Who comes to the next case-management meeting, in which order, and who is on track.

Reach Out's rule is that everybody open is looked at in every four weeks (clinical reference 3.1,
3.2). The whole caseload goes in; everybody comes out again, once: on the agenda, moved to the next
meeting, or on track.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.wording import sentence_date
from clinical.working_days import days_between


class Group(StrEnum):
    """Under which heading somebody is discussed, in the order of the meeting (ux.md 05)."""

    RISK = "Risk"
    NEW = "New"
    NOT_IMPROVING = "Not improving or worse"
    NO_CONTACT = "No contact or missed"
    REVIEW_DUE = "Review due"
    READY = "Ready to end or step up"

    @property
    def order(self) -> int:
        """Its place in the meeting, 0 first."""
        return _ORDER[self]


_ORDER = {group: place for place, group in enumerate(Group)}
# Reasons that are not named here are said beside somebody, and bring nobody by themselves.
_GROUP_OF: Mapping[Reason, Group] = {
    Reason.RISK: Group.RISK,
    Reason.NEW_ASSESSMENT: Group.NEW,
    Reason.DETERIORATING: Group.NOT_IMPROVING,
    Reason.NOT_IMPROVING: Group.NOT_IMPROVING,
    Reason.HIGH_SCORES: Group.NOT_IMPROVING,
    Reason.OVERDUE_CONTACT: Group.NO_CONTACT,
    Reason.MISSED_SESSION: Group.NO_CONTACT,
    Reason.SCHEDULED_REVIEW: Group.REVIEW_DUE,
    # What a rule could not look at may be anything: two people look.
    Reason.COULD_NOT_BE_CHECKED: Group.REVIEW_DUE,
    Reason.READY_FOR_DECISION: Group.READY,
}
_ALWAYS = frozenset({Reason.RISK, Reason.COULD_NOT_BE_CHECKED})
_FIRST_LOOK_CLEARS = "Clears when the case has been discussed in supervision."


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """One open case as the agenda is asked about it. All dates are local dates.

    `since` is the day the carrier's care began (allocation): from it runs the interval of somebody
    who was neither assessed nor discussed yet. `resting` are reasons that were discussed and have
    not become worse since; `agreed` says what was agreed and is not done; `carried` is how often in
    a row the case was left for the next meeting. `treated_on` is the first treatment session: held,
    and of a trainee's case booked too.
    """

    referral_id: int
    found: tuple[Found, ...]
    since: date
    assessed_on: date | None = None
    last_discussed_on: date | None = None
    is_asked: bool = False
    resting: frozenset[Reason] = frozenset()
    agreed: str = ""
    carried: int = 0
    is_trainees: bool = False
    treated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One case on the list: every reason that holds, what brings it first; the heading it stands
    under, planned seconds, for how many days its heading's first reason has held, the day by which
    it must be looked at, how many days past that it is (one is a failure, shown by name), and how
    often it was left before.
    """

    referral_id: int
    group: Group
    found: tuple[Found, ...]
    seconds: int
    days: int
    look_by: date
    days_late: int
    may_move: bool
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everybody open, once: who is discussed, who moves to the next meeting, who is on track."""

    on: date
    next_on: date
    entries: tuple[Entry, ...]
    moved: tuple[Entry, ...]
    on_track: tuple[int, ...]
    seconds_for_cases: int

    @property
    def planned_seconds(self) -> int:
        """What the cases of the agenda are given together."""
        return sum(entry.seconds for entry in self.entries)

    @property
    def seconds_over(self) -> int:
        """By how much what may not move exceeds the hour; 0 where it fits."""
        return max(0, self.planned_seconds - self.seconds_for_cases)


def look_by(case: OpenCase, policy: Policy) -> date:
    """The last day on which the case may be looked at: day 28 (by default) after it was discussed,
    else assessed, else allocated.
    """
    return look_by_limit(case.last_discussed_on or case.assessed_on or case.since, policy)


def look_by_limit(looked_at: date, policy: Policy) -> date:
    """By when somebody who is looked at on this day must be looked at again."""
    return looked_at + timedelta(days=policy.review_every_days)


def agenda(
    cases: Iterable[OpenCase], *, on: date, next_on: date, minutes: int, policy: Policy
) -> Agenda:
    """The agenda of a meeting on a day, with the next one on `next_on`.

    Whoever has a reason comes, whoever is asked about, who was left for this meeting, with whom
    something agreed is not done, and whoever would pass their day before the next meeting. A new
    case of a trainee comes before its treatment begins. A reason that was discussed rests until its
    review, unless it has become worse.

    What does not fit into the minutes left for cases moves, from the last heading up: never risk,
    never what could not be checked, never a question, never a trainee's new case, and never anybody
    whose day comes before the next meeting.
    """
    cases = tuple(cases)
    due = [entry for case in cases if (entry := _entry(case, on, next_on, policy)) is not None]
    due.sort(key=_in_order)
    seconds = seconds_for_cases(minutes, policy)
    moved = _moved(due, seconds=seconds)
    listed = {entry.referral_id for entry in due}
    return Agenda(
        on=on,
        next_on=next_on,
        entries=tuple(entry for entry in due if entry.referral_id not in moved),
        moved=tuple(entry for entry in due if entry.referral_id in moved),
        on_track=tuple(case.referral_id for case in cases if case.referral_id not in listed),
        seconds_for_cases=seconds,
    )


def seconds_for_cases(minutes: int, policy: Policy) -> int:
    """What a meeting of so many minutes leaves for cases, after check-in and close."""
    return 60 * (minutes - policy.agenda_check_in_minutes - policy.agenda_close_minutes)


def _entry(case: OpenCase, on: date, next_on: date, policy: Policy) -> Entry | None:
    """Where the case stands on the list; none, if it is on track until the next meeting."""
    limit = look_by(case, policy)
    first_look = _first_look(case, on=on, next_on=next_on)
    found = _with_new(case.found, first_look or _new_in_treatment(case, on=on))
    bringing = sorted(
        (one for one in found if one is first_look or _brings(one, case)),
        key=lambda one: _GROUP_OF[one.reason].order,
    )
    passes_its_day = limit < next_on
    if not (bringing or passes_its_day or _is_called(case)):
        return None
    leading = bringing[0] if bringing else None
    group = Group.REVIEW_DUE if leading is None else _GROUP_OF[leading.reason]
    began = leading.since if leading is not None and leading.since is not None else min(limit, on)
    return Entry(
        referral_id=case.referral_id,
        group=group,
        found=(*bringing, *(one for one in found if one not in bringing)),
        seconds=_seconds(group, policy),
        days=days_between(began, on),
        look_by=limit,
        days_late=max(0, days_between(limit, on)),
        may_move=not (
            passes_its_day
            or case.is_asked
            or first_look is not None
            or any(one.reason in _ALWAYS for one in found)
        ),
        carried=case.carried,
    )


def _is_called(case: OpenCase) -> bool:
    """Somebody asks about it, it was left for this meeting, or something agreed is not done."""
    return case.is_asked or case.carried > 0 or bool(case.agreed)


def _first_look(case: OpenCase, *, on: date, next_on: date) -> Found | None:
    """A trainee's new case: discussed before treatment begins (clinical reference 3.6)."""
    if not case.is_trainees or case.last_discussed_on is not None:
        return None
    begins = case.treated_on is not None and case.treated_on <= next_on
    if case.assessed_on is None and not begins:
        return None
    return Found(
        Reason.NEW_ASSESSMENT,
        _first_look_words(case.treated_on, on),
        case.assessed_on or case.since,
        _FIRST_LOOK_CLEARS,
    )


def _first_look_words(treated_on: date | None, on: date) -> str:
    if treated_on is None:
        return "Trainee’s new case: discussed before treatment begins"
    day = sentence_date(treated_on, on)
    if treated_on < on:
        return f"Trainee’s new case: treatment began {day}, not discussed yet"
    return f"Trainee’s new case: discussed before treatment begins {day}"


def _new_in_treatment(case: OpenCase, *, on: date) -> Found | None:
    """Assessed and not discussed since: new, though treatment has begun with the same carrier, as
    it does where one contact is both (clinical reference 3.2).
    """
    if case.treated_on is None or case.treated_on < case.since or not _is_undiscussed(case):
        return None
    day = sentence_date(case.treated_on, on)
    return Found(
        Reason.NEW_ASSESSMENT,
        f"Treatment began {day}, not discussed yet",
        case.assessed_on,
        _FIRST_LOOK_CLEARS,
    )


def _is_undiscussed(case: OpenCase) -> bool:
    """Has nobody looked at the case in supervision since it was assessed?"""
    return case.assessed_on is not None and (
        case.last_discussed_on is None or case.last_discussed_on < case.assessed_on
    )


def _with_new(found: tuple[Found, ...], new: Found | None) -> tuple[Found, ...]:
    if new is None:
        return found
    return (new, *(one for one in found if one.reason is not Reason.NEW_ASSESSMENT))


def _brings(found: Found, case: OpenCase) -> bool:
    if found.reason in _ALWAYS:
        return True
    if found.reason not in _GROUP_OF or found.snoozed_until is not None:
        return False
    if found.reason in case.resting:
        return False
    if found.reason is Reason.NEW_ASSESSMENT:
        # New people come once they have been assessed, and until they have been discussed.
        return _is_undiscussed(case)
    return True


def _in_order(entry: Entry) -> tuple[int, int, int, int]:
    """By heading; in it, who was left for this meeting, then who has waited longest."""
    return (entry.group.order, -entry.carried, -entry.days, entry.referral_id)


def _moved(due: list[Entry], *, seconds: int) -> frozenset[int]:
    """Who waits for the next meeting, so that the others fit: from the end of the list up."""
    over = sum(entry.seconds for entry in due) - seconds
    moved = set()
    for entry in reversed(due):
        if over <= 0:
            break
        if entry.may_move:
            moved.add(entry.referral_id)
            over -= entry.seconds
    return frozenset(moved)


def _seconds(group: Group, policy: Policy) -> int:
    return {
        Group.RISK: policy.agenda_risk_seconds,
        Group.NEW: policy.agenda_new_seconds,
        Group.NOT_IMPROVING: policy.agenda_not_improving_seconds,
        Group.NO_CONTACT: policy.agenda_no_contact_seconds,
        Group.REVIEW_DUE: policy.agenda_review_seconds,
        Group.READY: policy.agenda_ready_seconds,
    }[group]
