"""Reminders: set one for oneself or a colleague, tick it off."""

import uuid
from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.models import Reminder
from clinical.errors import Refused
from clinical.working_days import local_date
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def set_reminder(
    *,
    text: str,
    due_on: date,
    owner: StaffMember,
    referral: Referral | None,
    form_key: uuid.UUID,
    by: StaffMember,
    now: datetime,
) -> Reminder:
    """Leave a reminder for a day. The same form again returns the first one.

    Raises Refused for other words under a form key that was used: they would be lost unseen.
    """
    if not text.strip():
        raise Refused("Write what to remember.", field="text")
    if not owner.is_active:
        raise Refused(f"{owner.full_name} no longer works here.", field="owner")
    reminder, made = Reminder.objects.get_or_create(
        form_key=form_key,
        defaults={
            "text": text.strip(),
            "due_on": due_on,
            "owner": owner,
            "referral": referral,
            "set_at": now,
            "set_by": by,
        },
    )
    if made:
        _record(Event.REMINDER_SET, reminder, by=by, now=now)
    elif (reminder.text, reminder.due_on, reminder.owner_id) != (text.strip(), due_on, owner.pk):
        raise Refused("This form was used already. Load the page again.")
    return reminder


@transaction.atomic
def leave_for(
    *, owner_id: int, referral: Referral | None, text: str, key: uuid.UUID, by: None, now: datetime
) -> None:
    """Put something that came from outside on somebody's Today, for today. The same key twice is
    one, and stands on the trail once.
    """
    if Reminder.objects.filter(form_key=key).exists():
        return
    reminder = Reminder(
        owner_id=owner_id,
        referral=referral,
        text=text,
        due_on=local_date(now),
        form_key=key,
        set_at=now,
        set_by=by,
    )
    made = Reminder.objects.bulk_create([reminder], ignore_conflicts=True)
    _record(Event.REMINDER_SET, made[0], by=by, now=now)


@transaction.atomic
def tick_off_by_key(*, key: uuid.UUID, by: StaffMember, now: datetime) -> None:
    """What came from outside has been dealt with elsewhere; no reminder, or one that is done, is no
    mistake.
    """
    reminder = Reminder.objects.select_related("referral").filter(form_key=key).first()
    if reminder is not None:
        tick_off(reminder=reminder, by=by, now=now)


@transaction.atomic
def tick_off(*, reminder: Reminder, by: StaffMember, now: datetime) -> None:
    """Mark a reminder done; doing so twice changes nothing."""
    done = Reminder.objects.filter(pk=reminder.pk, done_at__isnull=True).update(
        done_at=now, done_by=by
    )
    if done:
        _record(Event.REMINDER_DONE, reminder, by=by, now=now)


def _record(event: Event, reminder: Reminder, *, by: StaffMember | None, now: datetime) -> None:
    referral = reminder.referral
    trail.record(
        event,
        by=by,
        at=now,
        about=reminder,
        patient_id=None if referral is None else referral.patient_id,
        referral_id=None if referral is None else referral.pk,
    )
