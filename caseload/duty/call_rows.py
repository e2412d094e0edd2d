"""Calls about somebody not found yet, as the duty page shows them until a person settles them."""

from dataclasses import dataclass
from datetime import datetime

from caseload.calls import UnknownCall
from caseload.today import due_words
from clinical import wording
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


def call_row(one: UnknownCall, *, reader_id: int, now: datetime) -> CallRow:
    """One row: what was said, by whom, whose it is to find out, by when."""
    who = f"{one.caller}, {one.caller_name}" if one.caller_name else one.caller
    due = due_words.due(one.due_by, now)
    owner = "you" if one.owner_id == reader_id else one.owner
    return CallRow(
        call=one.reference,
        chip="risk" if one.mentions_risk else "reminder",
        chip_label="Risk mentioned" if one.mentions_risk else "Call",
        about=one.about,
        rang=f"{who} rang {wording.sentence_time(one.at, local_date(now))}, "
        f"{due_words.waited(one.at, now)} ago. Noted by {one.by}",
        said=one.said,
        phone=one.phone,
        due=f"{due[:1].upper()}{due[1:]}",
        has=f"With {owner}: find out who it is{f'. {one.next_step}' if one.next_step else ''}",
    )
