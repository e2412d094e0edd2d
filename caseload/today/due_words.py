"""The words of things due: what, by when, how long it has waited, and how to reach the person."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol, TypedDict

from caseload.today.cases import Case
from caseload.today.diary import Booked
from caseload.today.obligations import ReminderDue, RiskDue
from clinical import wording
from clinical.reason import Reason
from clinical.working_days import local_date

NAMED_IN_A_GROUP = 3
_MINUTES_A_DAY = 24 * 60

# Reasons that stand together under "this week": one, many, and the view of the caseload.
GROUPS = (
    (Reason.SCHEDULED_REVIEW, "supervision review", "supervision reviews", "review"),
    (Reason.READY_FOR_DECISION, "may be ready to end", "may be ready to end", "ready"),
    (Reason.NO_NEXT_APPOINTMENT, "with no next appointment", "with no next appointment", "nonext"),
    (Reason.DATA_GAP, "with missing data", "with missing data", "data"),
    (Reason.COULD_NOT_BE_CHECKED, "could not be checked", "could not be checked", "unchecked"),
)

Naming = Callable[[Case], str]


class Reachable(Protocol):
    """Somebody with a phone, and a wish about voicemail."""

    @property
    def phone(self) -> str: ...

    @property
    def voicemail_ok(self) -> bool: ...


class Reach(TypedDict):
    """The number to ring, and the line that shows it with the safe-contact rule."""

    phone: str
    reach: str


NO_REACH = Reach(phone="", reach="")


def reach(person: Reachable) -> Reach:
    """`07700 900123, no voicemail`."""
    if not person.phone:
        return Reach(phone="", reach="No phone number")
    rule = "voicemail yes" if person.voicemail_ok else "no voicemail"
    return Reach(phone=person.phone, reach=f"{person.phone}, {rule}")


def risk(one: RiskDue, *, reader_id: int, now: datetime) -> str:
    """`Item 9 is 2, was 1. Ring her. 2 h 36 waiting, due 17:00.`; of others, whose it is."""
    if one.is_provisional and one.owner_id != reader_id:
        since = wording.time_within(one.opened_at, local_date(now))
        return f"Unsigned note of {one.owner_name} holds a risk signal, since {since}."
    waiting = "" if one.is_acknowledged else f"{waited(one.opened_at, now)} waiting, "
    parts = (
        "" if one.is_acknowledged and not one.has_news else one.evidence,
        one.what,
        f"{waiting}{due(one.due_by, now)}",
        "" if one.owner_id == reader_id else _owner(one),
    )
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts if part)


def _owner(one: RiskDue) -> str:
    gone = ", who is away" if one.owner_is_away else ""
    left = gone if one.owner_works_here else ", who no longer works here"
    return f"With {one.owner_name}{left}"


def waited(since: datetime, now: datetime) -> str:
    """`36 min`, `2 h 36`, `3 days`."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes >= 2 * _MINUTES_A_DAY:
        return f"{minutes // _MINUTES_A_DAY} days"
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d}"
    return f"{max(minutes, 0)} min"


def due(by: datetime, now: datetime) -> str:
    """`due 17:00` today, `due 11 June at 17:00`; past, `was due`."""
    on = local_date(now)
    when = wording.clock(by) if local_date(by) == on else wording.sentence_time(by, on)
    return f"{'was due' if by <= now else 'due'} {when}"


def unsigned(one: Booked, *, reader_id: int, now: datetime) -> str:
    """`Friday 5 June. Missing: plan until next time.`"""
    on = local_date(now)
    day = "Today" if one.on == on else wording.long_date(one.on, on)
    when = f"{day} {wording.clock(one.starts_at)}"
    whose = "" if one.pwp_id == reader_id else f" For {one.pwp_name}."
    if not one.has_draft:
        return f"{when}. Nothing written yet.{whose}"
    return f"{when}. {f'Missing: {one.missing}' if one.missing else 'Ready to sign'}.{whose}"


def reminder(one: ReminderDue, *, reader_id: int, on: date) -> str:
    """The text, who set it if somebody else did, and its day unless that is today."""
    text = one.text if one.text.endswith((".", "?", "!")) else f"{one.text}."
    day = wording.table_date(one.due_on, on)
    return " ".join(
        part
        for part in (
            text,
            "" if one.due_on == on else f"Was due {day}." if one.due_on < on else f"{day}.",
            f"From {one.set_by_name}." if one.is_from_somebody_else else "",
            "" if one.owner_id == reader_id else "For somebody you cover.",
            "About someone whose record you cannot open now." if one.is_out_of_reach else "",
        )
        if part
    )


def family_name(case: Case) -> str:
    """`Harris`."""
    return case.family_name


def names(people: Sequence[Case], *, each: Naming) -> str:
    """`Harris, Bell, Phillips and 2 more.`"""
    named = ", ".join(each(case) for case in people[:NAMED_IN_A_GROUP])
    more = len(people) - NAMED_IN_A_GROUP
    return f"{named} and {more} more." if more > 0 else f"{named}."
