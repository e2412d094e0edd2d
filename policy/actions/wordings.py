"""Propose, approve and withdraw what the service says in its own words; two people decide."""

from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from policy import dated, wording_checks
from policy.models import Wording, WordingKey
from staff.models import StaffMember


@transaction.atomic
def propose_wording(
    *,
    key: WordingKey,
    language: str,
    text: str,
    valid_from: date,
    why: str,
    by: StaffMember,
    now: datetime,
) -> Wording:
    """Write a proposed wording. The trail names it, never its text.

    Raises Refused for words that cannot stand there, a day that has passed, or without a reason.
    """
    text = wording_checks.checked(key, text)
    wording_checks.refuse_unknown_language(language)
    dated.refuse_past(valid_from, now=now)
    dated.refuse_without_reason(why)
    wording = Wording.objects.create(
        key=key,
        language=language,
        text=text,
        valid_from=valid_from,
        why=why,
        proposed_at=now,
        proposed_by=by,
    )
    _record(wording, "proposed", by=by, now=now)
    return wording


@transaction.atomic
def approve_wording(*, wording: Wording, by: StaffMember, now: datetime) -> None:
    """Put a proposed wording in force from its date.

    Raises Refused for one's own proposal, one already decided, or one whose day has passed.
    """
    dated.refuse_past(wording.valid_from, now=now)
    if wording.proposed_by_id == by.pk:
        raise Refused("A second person approves a wording.")
    _decide(wording, approved_at=now, approved_by=by)
    _record(wording, "approved", by=by, now=now)


@transaction.atomic
def withdraw_wording(*, wording: Wording, by: StaffMember, now: datetime) -> None:
    """Take a proposal back before it is approved. Raises Refused afterwards."""
    _decide(wording, withdrawn_at=now)
    _record(wording, "withdrawn", by=by, now=now)


def _decide(wording: Wording, **decision: object) -> None:
    decided = Wording.objects.filter(
        pk=wording.pk, approved_at__isnull=True, withdrawn_at__isnull=True
    ).update(**decision)
    if decided != 1:
        raise Refused("This proposal has already been decided.")


def _record(wording: Wording, step: str, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        Event.WORDING_DECIDED,
        by=by,
        at=now,
        about=wording,
        changes={f"{wording.key}, {wording.language}": ("", step)},
    )
