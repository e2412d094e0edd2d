"""What a person answers to a reminder: she comes, or she takes the appointment out of the diary."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from caseload import next_steps
from caseload.models import (
    Attendance,
    CareContact,
    ContactDraft,
    ContactState,
)
from caseload.waiting.asked import at_risk
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.wording import day_and_time
from referrals import actions as referral_actions
from referrals.changes import held
from referrals.models import Referral, TimelineKind


class SafetyFollowUp(Refused):
    """Risk is open: nothing is taken out of the diary by an answer; somebody rings her."""


@transaction.atomic
def confirm_booking(*, contact: CareContact, how: str, by: None, now: datetime) -> None:
    """Note that the person comes. A second answer changes nothing.

    Raises Refused for an appointment that has begun or is not in the diary any more.
    """
    _refuse_unless_ahead(contact, now=now)
    confirmed = CareContact.objects.filter(pk=contact.pk, confirmed_at__isnull=True).update(
        confirmed_at=now
    )
    if not confirmed:
        return
    _record(Event.BOOKING_CONFIRMED, contact, how=how, by=by, now=now)


@transaction.atomic
def cancel_for_patient(
    *, contact: CareContact, how: str, by: None, now: datetime, policy: Policy
) -> None:
    """Free the slot at the person's wish: it counts as cancelled by her, and is to be rebooked.

    Raises SafetyFollowUp while risk is open, Refused for one that has begun, is being written up,
    or is not in the diary any more. A second answer changes nothing.
    """
    referral = Referral.objects.lock(contact.referral_id)
    contact.refresh_from_db()
    if contact.state == ContactState.CANCELLED and contact.attendance:
        return
    if at_risk([referral]):
        raise SafetyFollowUp("Risk is open: ring her, nothing was cancelled.")
    _refuse_unless_ahead(contact, now=now)
    if ContactDraft.objects.filter(contact=contact).exists():
        raise Refused("Somebody has begun to write this session: it is not cancelled.")
    with held(now=now) as waiting:
        CareContact.objects.filter(pk=contact.pk, state=ContactState.BOOKED).update(
            state=ContactState.CANCELLED,
            attendance=Attendance.PATIENT_CANCELLED,
            version=F("version") + 1,
            updated_at=now,
        )
        waiting.add(referral.pk)
        referral_actions.add_timeline_note(
            referral=referral,
            kind=TimelineKind.CONTACT,
            title=f"Cancelled by the person {how}: {day_and_time(contact.starts_at)}",
            text="",
            by=by,
            now=now,
        )
        next_steps.rebook(
            referral=referral,
            owner_id=referral.carried_by_id or contact.pwp_id,
            now=now,
            policy=policy,
        )
    _record(Event.BOOKING_CANCELLED, contact, how=how, by=by, now=now)


def _refuse_unless_ahead(contact: CareContact, *, now: datetime) -> None:
    if contact.state != ContactState.BOOKED or contact.referral.ended_on is not None:
        raise Refused("This appointment is not in the diary any more.")
    if contact.starts_at <= now:
        raise Refused("This appointment has begun.")


def _record(event: Event, contact: CareContact, *, how: str, by: None, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=contact,
        patient_id=contact.referral.patient_id,
        referral_id=contact.referral_id,
        changes={"by_the_person": ("", how)},
    )
