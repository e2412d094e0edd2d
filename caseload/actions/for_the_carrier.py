"""What came from outside, put before whoever carries the person: on Today, and as a notice."""

import uuid
from datetime import datetime

from django.db import transaction

from caseload import notices, owners
from caseload.actions import reminders
from caseload.models import Reminder
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def leave(*, referral_id: int, text: str, key: uuid.UUID, by: None, now: datetime) -> None:
    """Put a line on the Today of whoever carries the person, or stands in while they are away.

    With nobody there it is on nobody's Today: what is left stands on its own page as well.
    """
    referral = Referral.objects.get(pk=referral_id)
    owner_id = _owner(referral, now=now)
    if owner_id is None or Reminder.objects.filter(form_key=key).exists():
        return
    reminders.leave_for(owner_id=owner_id, referral=referral, text=text, key=key, by=by, now=now)


@transaction.atomic
def leave_at_once(*, referral_id: int, text: str, key: uuid.UUID, by: None, now: datetime) -> None:
    """The same, with a notice to them and to the duty senior."""
    leave(referral_id=referral_id, text=text, key=key, by=by, now=now)
    service = owners.service_at(now)
    told = {_owner(Referral.objects.get(pk=referral_id), now=now), service.duty_senior}
    for staff_id in sorted(one for one in told if one is not None):
        notices.tell(staff_id=staff_id, key=f"outside:{key}", at=now)


@transaction.atomic
def done(*, key: uuid.UUID, by: StaffMember, now: datetime) -> None:
    """It was dealt with elsewhere: the line on Today is ticked off."""
    reminders.tick_off_by_key(key=key, by=by, now=now)


def _owner(referral: Referral, *, now: datetime) -> int | None:
    """The carrier, or whoever stands in while they are away; with nobody yet, the duty senior."""
    service = owners.service_at(now)
    if referral.carried_by_id is None:
        return service.duty_senior
    return service.owner_of(referral.carried_by_id)
