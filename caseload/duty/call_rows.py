"""Calls about somebody not found yet, as the duty page shows them until a person settles them."""

from dataclasses import dataclass
from datetime import date, datetime

from caseload import calls, escalations
from caseload.calls import UnknownCall
from caseload.owners import Service
from caseload.today import due_words
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call. It stands on no record, so that whoever sees this page reads it."""

    call: str
    chip: str
    chip_label: str
    about: str
    rang: str
    said: str
    phone: str
    due: str
    has: str
    told: str
    to_tell: str


def call_row(
    one: UnknownCall, *, service: Service, reader_id: int, now: datetime, policy: Policy
) -> CallRow:
    """One row: what was said, by whom, whose it is to find out, by when, who was told."""
    due = due_words.due(one.due_by, now)
    return CallRow(
        call=one.reference,
        chip="risk" if one.mentions_risk else "reminder",
        chip_label="Risk mentioned" if one.mentions_risk else "Call",
        about=one.about,
        rang=_rang(one, now=now),
        said=one.said,
        phone=one.phone,
        due=f"{due[:1].upper()}{due[1:]}",
        has=f"{_has(one, service, reader_id=reader_id)}: find out who it is"
        f"{f'. {one.next_step}' if one.next_step else ''}",
        told=_told(one, on=local_date(now)),
        to_tell=_to_tell(one, now=now, policy=policy),
    )


def _rang(one: UnknownCall, *, now: datetime) -> str:
    """Who rang, when, and who noted it; a text came in by itself."""
    when = f"{wording.sentence_time(one.at, local_date(now))}, {due_words.waited(one.at, now)} ago"
    if one.is_form:
        return f"Passed on {when}: a self-referral that was begun and not sent"
    if one.is_text:
        return f"Written {when}, from a number nobody knows"
    who = f"{one.caller}, {one.caller_name}" if one.caller_name else one.caller
    return f"{who} rang {when}. Noted by {one.by}"


def _has(one: UnknownCall, service: Service, *, reader_id: int) -> str:
    """`With Dee Walsh`; where she has left or is away, who has it, whether or not a worker runs."""
    named = "you" if one.owner_id == reader_id else one.owner
    if service.is_here(one.owner_id):
        return f"With {named}"
    found = service.finds_out()
    if found is None:
        return f"{named} has left or is away, and nobody is here to take it"
    has = "you have it" if found.staff_id == reader_id else f"{found.name} has it"
    return f"{named} has left or is away: {has} as {found.why}"


def _told(one: UnknownCall, *, on: date) -> str:
    """`Dee Walsh told 02:37`, each level that was told."""
    return ", ".join(escalations.told_in_a_row(each.told, on=on) for each in one.told)


def _to_tell(one: UnknownCall, *, now: datetime, policy: Policy) -> str:
    """Who is told next, and when; of a call that mentions no risk nobody is."""
    if not one.mentions_risk:
        return ""
    ahead = escalations.still_to_tell(
        calls.follow_up(at=one.at, due_by=one.due_by),
        told={each.told.level for each in one.told},
        policy=policy,
    )
    return escalations.to_tell_words(ahead, now=now)
