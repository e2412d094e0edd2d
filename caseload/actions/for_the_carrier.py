"""What came from outside, put before whoever carries the person: on Today, and as a notice."""

import uuid
from datetime import datetime

from django.db import transaction

from caseload import notices, owners
from caseload.actions import reminders
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def leave(*, referral_id: int, text: str, key: uuid.UUID, by: None, now: datetime) -> None:
    """Put a line on the Today of whoever carries the person, or stands in while they are away.

    With nobody there it is on nobody's Today: what is left stands on its own page as well.
    """
    referral = Referral.objects.get(pk=referral_id)
    owner_id = _owner(referral, now=now)
    if owner_id is not None:
        reminders.leave_for(
            owner_id=owner_id, referral=referral, text=text, key=key, by=by, now=now
        )


@transaction.atomic
def leave_at_once(*, referral_id: int, text: str, key: uuid.UUID, by: None, now: datetime) -> None:
    """The same, and on the Today of the duty senior, else the service lead; both have a notice."""
    leave(referral_id=referral_id, text=text, key=key, by=by, now=now)
    referral = Referral.objects.get(pk=referral_id)
    service = owners.service_at(now)
    owner_id, senior_id = _owner(referral, now=now), service.duty_senior or service.service_lead
    if senior_id is not None and senior_id != owner_id:
        reminders.leave_for(
            owner_id=senior_id, referral=referral, text=text, key=_for_duty(key), by=by, now=now
        )
    for staff_id in sorted({one for one in (owner_id, senior_id) if one is not None}):
        notices.tell(staff_id=staff_id, key=f"outside:{key}", at=now)


@transaction.atomic
def leave_with_duty(*, text: str, key: uuid.UUID, by: None, now: datetime) -> None:
    """Something from outside that is on nobody's record: for whoever answers for duty, at once."""
    found = owners.service_at(now).finds_out()
    if found is not None:
        reminders.leave_for(
            owner_id=found.staff_id, referral=None, text=text, key=_for_duty(key), by=by, now=now
        )
        notices.tell(staff_id=found.staff_id, key=f"outside:{key}", at=now)


@transaction.atomic
def done(*, key: uuid.UUID, by: StaffMember, now: datetime) -> None:
    """It was dealt with elsewhere: the lines on Today are ticked off."""
    for one in (key, _for_duty(key)):
        reminders.tick_off_by_key(key=one, by=by, now=now)


def _for_duty(key: uuid.UUID) -> uuid.UUID:
    """The line of the duty senior beside the carrier's."""
    return uuid.uuid5(key, "duty")


def _owner(referral: Referral, *, now: datetime) -> int | None:
    """The carrier, or whoever stands in while they are away; with nobody yet, the duty senior, or
    whoever answers instead.
    """
    service = owners.service_at(now)
    if referral.carried_by_id is None:
        found = service.finds_out()
        return None if found is None else found.staff_id
    return service.owner_of(referral.carried_by_id)
