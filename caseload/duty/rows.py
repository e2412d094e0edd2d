"""The words of the duty page's rows: who, what, by when, who has it, how long it has waited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from caseload import escalations
from caseload.duty.open_work import Open, OpenWork
from caseload.today import due_words
from clinical import wording
from clinical.working_days import local_date


@dataclass(frozen=True, slots=True)
class Row:
    """One open risk action as it is drawn. Without the right to read the record, `reference`,
    `phone` and everything about the person are empty.
    """

    pk: int
    reference: str
    patient_id: int | None
    who: str
    spoken: str
    born: str
    phone: str
    reach: str
    chip: str
    what: str
    evidence: str
    due: str
    is_overdue: bool
    has: str
    waiting: str
    to_tell: str
    may_take: bool
    may_record: bool
    next_owners: tuple[tuple[int, str], ...]


def row(one: Open, work: OpenWork, *, reader_id: int, now: datetime) -> Row:
    """One row. A provisional flag shows that it is there, never the words of the draft (S-D7)."""
    is_own_draft = one.is_provisional and one.owner_id == reader_id
    hides_words = not one.may_see or (one.is_provisional and not is_own_draft)
    reach = due_words.reach(one) if one.may_see else due_words.NO_REACH
    return Row(
        pk=one.pk,
        reference=one.reference if one.may_see else "",
        patient_id=one.patient_id if one.may_see else None,
        who=wording.listed_name(one.family_name, one.given_name)
        if one.may_see
        else f"Somebody in {one.team}",
        spoken=wording.full_name(one.family_name, one.given_name)
        if one.may_see
        else f"somebody in {one.team}",
        born=wording.birth_date(one.date_of_birth) if one.may_see else "",
        phone=reach["phone"],
        reach=_reach(one, reach["reach"]) if one.may_see else "",
        chip="Unsigned note" if one.is_provisional else "Risk plan",
        what="An unsigned note holds a risk signal" if hides_words else one.what,
        evidence="" if hides_words else one.evidence,
        due=wording_of_due(one, now),
        is_overdue=one.due_by <= now,
        has=_has(one, work.names, reader_id=reader_id, now=now),
        waiting=_waiting(one, now),
        to_tell="" if one.is_taken and one.due_by > now else one.to_tell,
        may_take=one.may_act and not one.is_taken and one.taken_at is None,
        may_record=one.may_act,
        next_owners=_next_owners(one, work, reader_id=reader_id),
    )


def wording_of_due(one: Open, now: datetime) -> str:
    """`Due 17:00`; past, `Was due 9 June at 17:00`."""
    words = due_words.due(one.due_by, now)
    return f"{words[:1].upper()}{words[1:]}"


def _reach(one: Open, phone: str) -> str:
    return f"{phone}, text yes" if one.text_ok else f"{phone}, no text"


def _has(one: Open, names: Mapping[int, str], *, reader_id: int, now: datetime) -> str:
    """`With Priya Raman, taken 10:02`; gone, who has it instead."""
    named = "you" if one.owner_id == reader_id else names[one.owner_id]
    on = local_date(now)
    if one.has_id != one.owner_id:
        instead = "you have it" if one.has_id == reader_id else f"{names[one.has_id]} has it"
        return f"{named} has left or is away: {instead} as {one.stands_in_as}"
    if not one.is_taken or one.taken_at is None or one.taken_by_id is None:
        return f"With {named}, not taken"
    taker = "you" if one.taken_by_id == reader_id else names[one.taken_by_id]
    by = "" if one.taken_by_id == one.owner_id else f" by {taker}"
    when = (
        wording.clock(one.taken_at)
        if local_date(one.taken_at) == on
        else wording.sentence_time(one.taken_at, on)
    )
    return f"With {named}, taken{by} {when}"


def _waiting(one: Open, now: datetime) -> str:
    """`2 h 36 waiting, Tom Whitfield told 09:48`; once taken, who was told stays."""
    told = [escalations.told_in_a_row(each, on=local_date(now)) for each in one.told]
    waited = [] if one.is_taken else [f"{due_words.waited(one.opened_at, now)} waiting"]
    return ", ".join([*waited, *told])


def _next_owners(one: Open, work: OpenWork, *, reader_id: int) -> tuple[tuple[int, str], ...]:
    """Who can be given what must happen next: me, who has it, who carries the person, the senior
    on duty."""
    found = {reader_id: "Me"}
    for pk, why in (
        (one.carrier_id, ", who carries this person"),
        (one.has_id, ", who has this now"),
        (work.duty_senior_id, ", duty senior now"),
    ):
        if pk is not None and pk in work.names:
            found.setdefault(pk, f"{work.names[pk]}{why}")
    return tuple(found.items())
