"""Set and withdraw a day on which the service is closed, besides weekends and bank holidays."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import is_bank_holiday, is_working_day, local_date
from policy.models import ClosedDay
from staff.models import StaffMember

_FURTHEST = timedelta(days=2 * 366)
_ONCE = "policy_each_closed_day_once"


@transaction.atomic
def set_closed_day(*, on: date, name: str, by: StaffMember, now: datetime) -> ClosedDay:
    """Close the service on this day: due times skip it, and pages say so.

    Raises Refused for today, a day that has passed or cannot be meant, a weekend, a bank holiday,
    a day that is closed already, or without a name.
    """
    _refuse_day(on, today=local_date(now))
    if not name.strip():
        raise Refused("Say what the day is called.", field="name")
    try:
        with transaction.atomic():
            closed = ClosedDay.objects.create(on=on, name=name.strip(), set_at=now, set_by=by)
    except IntegrityError as refused:
        if _ONCE not in str(refused):
            raise
        raise Refused("The service is closed on this day already.", field="on") from None
    _record(closed, "closed", by=by, now=now)
    return closed


@transaction.atomic
def withdraw_closed_day(*, closed: ClosedDay, by: StaffMember, now: datetime) -> None:
    """Open on this day after all. Raises Refused once the day has passed, or when it was withdrawn
    already.
    """
    if closed.on < local_date(now):
        raise Refused("This day has passed. What has been stays.")
    taken_back = ClosedDay.objects.filter(pk=closed.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_by=by
    )
    if taken_back != 1:
        raise Refused("This closed day has already been withdrawn.")
    _record(closed, "open after all", by=by, now=now)


def _refuse_day(on: date, *, today: date) -> None:
    if on < today:
        raise Refused("Choose tomorrow or a later day.", field="on")
    if on == today:
        # One person sets a closed day: it must not move what is due, or told, in these very hours.
        raise Refused(
            "Choose tomorrow or a later day: what is due today stays due today.", field="on"
        )
    if on > today + _FURTHEST:
        raise Refused("Choose a day within the next two years.", field="on")
    if is_bank_holiday(on):
        raise Refused("This is a bank holiday: the service is closed already.", field="on")
    if not is_working_day(on):
        raise Refused("This is a weekend: the service is closed already.", field="on")


def _record(closed: ClosedDay, what: str, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        Event.CLOSED_DAY_SET,
        by=by,
        at=now,
        about=closed,
        changes={"on": ("", closed.on.isoformat()), "service": ("", what)},
    )
