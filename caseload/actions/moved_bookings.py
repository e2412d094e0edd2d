"""What is booked with somebody's former practitioner: it moves into the new diary where that time
is free. Where it is not, it leaves the diary, and ringing about another time is the next step.
"""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.utils import IntegrityError

from audit import trail
from audit.events import Event
from caseload import next_steps
from caseload.models import CareContact, ContactState, Reminder
from clinical.policy import Policy
from clinical.wording import day_and_time
from clinical.working_days import local_date
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.models import NextStepKind, Referral, TimelineKind
from staff.models import StaffMember


def to_new_carrier(
    *,
    referral: Referral,
    before: int | None,
    to: StaffMember,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Move what is still to come; what somebody has begun to write stays theirs."""
    if before is None or before == to.pk:
        return
    clashing = [
        booking
        for booking in still_to_come(referral=referral, pwp_id=before, now=now)
        if not _moved(booking, to_id=to.pk, now=now)
    ]
    for booking in clashing:
        _take_out(booking, to=to, by=by, now=now)
    if clashing:
        _arrange_anew(referral, clashing[0], to=to, by=by, now=now, policy=policy)


def _arrange_anew(
    referral: Referral,
    lost: CareContact,
    *,
    to: StaffMember,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Ringing before the time that is lost is the next step, whatever comes after it."""
    entry = NextStepEntry(
        NextStepKind.BOOK,
        f"Ring about another time instead of {day_and_time(lost.starts_at)}",
        to.pk,
        min(next_steps.soon(now, policy), lost.starts_at),
    )
    referral_actions.put_next_step(referral=referral, entry=entry, by=by, now=now)


def still_to_come(*, referral: Referral, pwp_id: int, now: datetime) -> QuerySet[CareContact]:
    """Booked with this person, not begun to be written."""
    return CareContact.objects.filter(
        referral=referral, pwp=pwp_id, state=ContactState.BOOKED, starts_at__gt=now, drafts=None
    ).order_by("starts_at")


def give(
    *, booking: CareContact, to: StaffMember, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """Another practitioner for one appointment, past or to come. Where their own diary is taken
    then, they see to it today: one to come leaves the diary, and ringing about another time is the
    next step; one that has been stays as it was.
    """
    if _moved(booking, to_id=to.pk, now=now):
        return
    if booking.starts_at > now:
        _take_out(booking, to=to, by=by, now=now)
        _arrange_anew(booking.referral, booking, to=to, by=by, now=now, policy=policy)
    Reminder.objects.create(
        owner=to,
        referral=booking.referral,
        text=f"Handed over: the appointment of {day_and_time(booking.starts_at)} needs you",
        due_on=local_date(now),
        form_key=uuid4(),
        set_at=now,
    )


def _moved(booking: CareContact, *, to_id: int, now: datetime) -> bool:
    """False where the database finds that time taken."""
    try:
        with transaction.atomic():
            CareContact.objects.filter(pk=booking.pk).update(
                pwp_id=to_id, version=F("version") + 1, updated_at=now
            )
    except IntegrityError as clash:
        if "caseload_no_double_booking" not in str(clash):
            raise
        return False
    return True


def _take_out(booking: CareContact, *, to: StaffMember, by: StaffMember, now: datetime) -> None:
    CareContact.objects.filter(pk=booking.pk).update(
        state=ContactState.CANCELLED, version=F("version") + 1, updated_at=now
    )
    referral_actions.add_timeline_note(
        referral=booking.referral,
        kind=TimelineKind.CONTACT,
        title=f"Appointment cancelled: {day_and_time(booking.starts_at)}",
        text=f"{to.full_name} sees to this person now and has no time then.",
        by=by,
        now=now,
    )
    trail.record(
        Event.BOOKING_CANCELLED,
        by=by,
        at=now,
        about=booking,
        patient_id=booking.referral.patient_id,
        referral_id=booking.referral_id,
    )
