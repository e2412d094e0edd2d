"""Ends a referral: at once where nothing is open about risk, otherwise by two people who each say
why (safety S-R6). Never by a rule, an import or in bulk.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from caseload import flagging, notices, owners
from caseload.actions import reminders, risk
from caseload.endings_agreed import NOT_AGREED, needs_no_agreement, waits_for_supervision
from caseload.models import (
    Allocation,
    CareContact,
    ContactDraft,
    ContactState,
    EndingWithOpenRisk,
    RiskAction,
    RiskSignal,
)
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.wording import time_within
from clinical.working_days import local_date
from referrals import actions as referral_actions
from referrals.changes import held
from referrals.models import EndCode, Referral
from staff.models import StaffMember

OPEN_RISK = (
    "There is an open risk plan. Close it first, or ask a second person to agree to this ending."
)

# What stands on the Today of the second person: that it waits, never why.
_WAITS = "An ending with an open risk plan waits for a second person. See Risk on the record."
_KEYS = uuid.UUID("5a0d8c1e-2b66-4a35-9f0b-7a3f5e9d21c4")


@dataclass(frozen=True, slots=True)
class Ending:
    """When a referral ends, how, and why."""

    code: EndCode
    on: date
    why: str


@transaction.atomic
def end_referral(
    *, referral: Referral, ending: Ending, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """End a referral with its next step and its place on a caseload; later appointments leave the
    diary.

    Raises Refused while risk is open, without a reason, for a day to come, while a session that was
    held or begun waits to be signed, and for a trainee's case before supervision agreed to it.
    """
    _refuse_untrue(ending, now=now)
    referral = Referral.objects.lock(referral.pk)
    _refuse_not_agreed(referral, ending)
    if referral.risk_open_since is not None:
        raise Refused(OPEN_RISK)
    with held() as waiting, trail.written_last():
        _withdraw_what_was_asked(referral, by=by, now=now)
        _end(referral, ending, by=by, now=now)
        waiting.clear()
        flagging.refresh([referral.pk], now=now, policy=policy)


@transaction.atomic
def ask_to_end(
    *, referral: Referral, ending: Ending, by: StaffMember, now: datetime
) -> EndingWithOpenRisk:
    """Ask a second person to agree to an ending while risk is open, saying why and what the plan
    is.

    Raises Refused where no risk is open, where it has been asked already, and for what would be
    refused at the end.
    """
    _refuse_untrue(ending, now=now)
    referral = Referral.objects.lock(referral.pk)
    if not referral.is_open:
        raise Refused("This referral has ended.")
    if referral.risk_open_since is None:
        raise Refused("No risk plan is open: end the referral directly.")
    if _asked(referral) is not None:
        raise Refused("Somebody has asked for this already. A second person has to agree.")
    if ending.on < referral.received_on:
        raise Refused("A referral ends on the day it was received, or later.", field="on")
    _refuse_not_agreed(referral, ending)
    _refuse_unsigned(referral, now=now)
    asked = EndingWithOpenRisk.objects.create(
        referral=referral,
        end_code=ending.code,
        ended_on=ending.on,
        why=ending.why.strip(),
        asked_at=now,
        asked_by=by,
    )
    _ask_somebody(asked, by=by, now=now)
    _record(Event.RISK_ENDING_ASKED, asked, by=by, now=now)
    return asked


@transaction.atomic
def agree_to_end(
    *,
    asked: EndingWithOpenRisk,
    why: str,
    is_confirmed: bool,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """A second person agrees in their own words: each open risk action closes with them, then the
    referral ends.

    Raises Refused for one's own request, one decided already, without words, where something new
    was said since it was asked, where supervision no longer agrees to a trainee's ending, and of
    somebody at a page who has not said again who they are: it closes flags (safety S-S1).
    """
    if not why.strip():
        raise Refused("Say why you agree, and what happens now.", field="agreed_why")
    referral = Referral.objects.lock(asked.referral_id)
    asked = _undecided(asked)
    if asked.asked_by_id == by.pk:
        raise Refused("You asked for this ending. A second person has to agree.")
    if RiskSignal.objects.filter(referral=referral, at__gt=asked.asked_at).exists():
        raise Refused(
            "Something new was said since this was asked. Withdraw it, look at it, then ask again."
        )
    ending = Ending(EndCode(asked.end_code), asked.ended_on, asked.why)
    _refuse_not_agreed(referral, ending)
    if not is_confirmed:
        raise Refused(risk.ASKS_AGAIN, field="password")
    asked.agreed_why, asked.agreed_at, asked.agreed_by = why.strip(), now, by
    asked.save(update_fields=["agreed_why", "agreed_at", "agreed_by"])
    reminders.tick_off_by_key(key=_key(asked), by=by, now=now)
    with held() as waiting, trail.written_last():
        _close_each(referral, asked, by=by, now=now, policy=policy)
        referral = Referral.objects.lock(referral.pk)
        _end(referral, ending, by=by, now=now)
        waiting.clear()
        flagging.refresh([referral.pk], now=now, policy=policy)
        _record(Event.RISK_ENDING_AGREED, asked, by=by, now=now)


@transaction.atomic
def withdraw_ending(*, asked: EndingWithOpenRisk, by: StaffMember, now: datetime) -> None:
    """Take back what was asked, or refuse it: the risk plan stands as it did. Raises Refused once
    decided.
    """
    Referral.objects.lock(asked.referral_id)
    _withdraw(_undecided(asked), by=by, now=now)


def _ask_somebody(asked: EndingWithOpenRisk, *, by: StaffMember, now: datetime) -> None:
    """A second person hears of it and finds it on Today: the duty senior, or whoever stands in."""
    service = owners.service_at(now)
    found = service.stand_in_for(by.pk)
    second = service.duty_senior if service.duty_senior not in (None, by.pk) else None
    second = second or (None if found is None else found.staff_id)
    if second is not None:
        notices.tell(staff_id=second, key=f"risk-ending:{asked.pk}", at=now)
        reminders.leave_for(
            owner_id=second,
            referral=asked.referral,
            text=_WAITS,
            key=_key(asked),
            by=None,
            now=now,
        )


def _key(asked: EndingWithOpenRisk) -> uuid.UUID:
    return uuid.uuid5(_KEYS, str(asked.pk))


def _refuse_untrue(ending: Ending, *, now: datetime) -> None:
    if not ending.why.strip():
        raise Refused("Say why it ends.", field="why")
    if ending.on > local_date(now):
        raise Refused("A referral cannot end on a day to come.", field="on")


def _refuse_not_agreed(referral: Referral, ending: Ending) -> None:
    """Where risk is open too: the second person agrees beside supervision, not in its place."""
    if waits_for_supervision(referral) and not needs_no_agreement(ending.code):
        raise Refused(NOT_AGREED)


def _refuse_unsigned(referral: Referral, *, now: datetime) -> None:
    """What was held or begun is signed first: on an ended referral nothing more can be written."""
    booked = CareContact.objects.filter(referral=referral, state=ContactState.BOOKED)
    begun = ContactDraft.objects.filter(contact__in=booked).values("contact")
    waiting = booked.filter(starts_at__lte=now) | booked.filter(pk__in=begun)
    first = waiting.order_by("starts_at").first()
    if first is not None:
        when = time_within(first.starts_at, local_date(now))
        raise Refused(f"The session of {when} is not signed yet. Sign or cancel it first.")


def _end(referral: Referral, ending: Ending, *, by: StaffMember, now: datetime) -> None:
    _refuse_unsigned(referral, now=now)
    referral_actions.end(
        referral=referral, code=ending.code, on=ending.on, by=by, now=now, why=ending.why[:200]
    )
    Allocation.objects.filter(referral=referral, ends_at__isnull=True).update(ends_at=now)
    ahead = CareContact.objects.filter(referral=referral, state=ContactState.BOOKED)
    for contact in ahead.select_related("referral").order_by("starts_at"):
        CareContact.objects.filter(pk=contact.pk).update(
            state=ContactState.CANCELLED, version=F("version") + 1, updated_at=now
        )
        trail.record(
            Event.BOOKING_CANCELLED,
            by=by,
            at=now,
            about=contact,
            patient_id=referral.patient_id,
            referral_id=referral.pk,
        )


def _close_each(
    referral: Referral,
    asked: EndingWithOpenRisk,
    *,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Each for itself, with the words of both, in the name of the second person."""
    outcome = (
        f"Ended while risk was open, agreed by two people. {asked.asked_by.full_name}: {asked.why} "
        f"{by.full_name}: {asked.agreed_why}"
    )
    is_open = RiskAction.objects.filter(referral=referral, closed_at__isnull=True)
    for action in is_open.select_related("referral").order_by("pk"):
        risk.close_risk_action(
            risk_action=action,
            outcome=outcome,
            then=None,
            is_confirmed=True,
            by=by,
            now=now,
            policy=policy,
        )


def _asked(referral: Referral) -> EndingWithOpenRisk | None:
    return EndingWithOpenRisk.objects.filter(
        referral=referral, agreed_at__isnull=True, withdrawn_at__isnull=True
    ).first()


def _undecided(asked: EndingWithOpenRisk) -> EndingWithOpenRisk:
    found = (
        EndingWithOpenRisk.objects.select_for_update(of=("self",))
        .select_related("asked_by", "referral")
        .get(pk=asked.pk)
    )
    if found.agreed_at is not None:
        raise Refused("Somebody has agreed to this already.")
    if found.withdrawn_at is not None:
        raise Refused("This was withdrawn. Ask again if it still holds.")
    return found


def _withdraw_what_was_asked(referral: Referral, *, by: StaffMember, now: datetime) -> None:
    """The risk plan was closed after all: nobody has to agree any more."""
    asked = _asked(referral)
    if asked is not None:
        _withdraw(asked, by=by, now=now)


def _withdraw(asked: EndingWithOpenRisk, *, by: StaffMember, now: datetime) -> None:
    asked.withdrawn_at, asked.withdrawn_by = now, by
    asked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    reminders.tick_off_by_key(key=_key(asked), by=by, now=now)
    _record(Event.RISK_ENDING_WITHDRAWN, asked, by=by, now=now)


def _record(event: Event, asked: EndingWithOpenRisk, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=asked,
        patient_id=asked.referral.patient_id,
        referral_id=asked.referral_id,
    )
