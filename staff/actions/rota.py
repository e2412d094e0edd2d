"""Who is on duty: put somebody on the rota, give a turn to somebody else, take a turn off.

What has been stays: of a turn that has begun, only the rest of it changes hands.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.errors import Refused
from clinical.working_days import local_date
from staff import rota
from staff.models import Absence, Duty, StaffMember

LONGEST = timedelta(days=31)
_FURTHEST = timedelta(days=366)
_ONE_TURN_AT_A_TIME = "staff_nobody_is_on_duty_twice_at_once"


class AlreadyChanged(Refused):
    """Somebody else has changed this turn since the page was drawn; nothing was changed now."""


@transaction.atomic
def put_on_duty(
    *,
    staff: StaffMember,
    starts_at: datetime,
    ends_at: datetime,
    phone: str,
    by: StaffMember,
    now: datetime,
) -> Duty:
    """Add a turn. The same turn sent twice is one; it may overlap somebody else's, not their own.

    Raises Refused for a turn that is over, ends before it starts or is longer than a month; for
    somebody who has left, is away on a day of it, or is no senior and no lead; and where they are
    on duty then already.
    """
    _refuse_times(starts_at, ends_at, now=now)
    _refuse_whoever_cannot(staff, starts_at=starts_at, ends_at=ends_at, field="staff")
    same = Duty.objects.filter(staff=staff, starts_at=starts_at, ends_at=ends_at, phone=phone)
    if (again := same.first()) is not None:
        return again
    turn = _written(staff, starts_at=starts_at, ends_at=ends_at, phone=phone, field="staff")
    _record(turn, was="", holder=staff.pk, by=by, now=now)
    return turn


@transaction.atomic
def give_turn(*, turn: Duty, held_by: int, to: StaffMember, by: StaffMember, now: datetime) -> Duty:
    """Give a turn to somebody else, in one step; of one that has begun, the rest from now on.

    Raises AlreadyChanged when it is no longer with whom the page said, and Refused as for a new
    turn, or when it is over.
    """
    turn = _as_seen(turn, held_by=held_by, now=now)
    if to.pk == held_by:
        raise Refused(f"{to.full_name} has this turn already. Choose somebody else.", field="to")
    starts_at, ends_at, phone = max(turn.starts_at, now), turn.ends_at, turn.phone
    _refuse_whoever_cannot(to, starts_at=starts_at, ends_at=ends_at, field="to")
    _end_or_remove(turn, now=now)
    given = _written(to, starts_at=starts_at, ends_at=ends_at, phone=phone, field="to")
    _record(given, was=held_by, holder=to.pk, by=by, now=now)
    return given


@transaction.atomic
def take_off_duty(*, turn: Duty, held_by: int, by: StaffMember, now: datetime) -> None:
    """Take a turn off the rota: one to come goes, one that has begun ends now.

    The trail keeps who had it. Raises AlreadyChanged when it is no longer with whom the page said,
    and Refused when it is over.
    """
    turn = _as_seen(turn, held_by=held_by, now=now)
    facts = Duty(pk=turn.pk, staff_id=turn.staff_id, starts_at=turn.starts_at, ends_at=turn.ends_at)
    _end_or_remove(turn, now=now)
    _record(facts, was=held_by, holder="", by=by, now=now)


def _as_seen(turn: Duty, *, held_by: int, now: datetime) -> Duty:
    """The turn, locked, if it still is with whom the page showed."""
    found = (
        Duty.objects.select_for_update(of=("self",)).select_related("staff").filter(pk=turn.pk)
    ).first()
    if found is None:
        raise AlreadyChanged("Somebody else has just changed this turn. Nothing was changed now.")
    if found.staff_id != held_by:
        raise AlreadyChanged(
            f"{found.staff.full_name} has this turn now: somebody else has just changed it. "
            "Nothing was changed now."
        )
    if found.ends_at <= now:
        raise Refused("This turn is over. What has been stays on the rota.")
    return found


def _end_or_remove(turn: Duty, *, now: datetime) -> None:
    if turn.starts_at < now:
        turn.ends_at = now
        turn.save(update_fields=["ends_at"])
    else:
        turn.delete()


def _written(
    staff: StaffMember, *, starts_at: datetime, ends_at: datetime, phone: str, field: str
) -> Duty:
    """A new row, unless the database says that this person is on duty then already."""
    try:
        with transaction.atomic():
            return Duty.objects.create(
                staff=staff, starts_at=starts_at, ends_at=ends_at, phone=phone
            )
    except IntegrityError as refused:
        if _ONE_TURN_AT_A_TIME not in str(refused):
            raise
        raise Refused(
            f"{staff.full_name} is on duty during this time already.", field=field
        ) from None


def _refuse_times(starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("A turn ends after it starts.", field="ends_at")
    if ends_at <= now:
        raise Refused("This time is over. Choose a turn that is still to come.", field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise Refused("A turn lasts a month at most. Check the dates.", field="ends_at")
    if starts_at - now > _FURTHEST:
        raise Refused("Choose a turn within the next year.", field="starts_at")


def _refuse_whoever_cannot(
    staff: StaffMember, *, starts_at: datetime, ends_at: datetime, field: str
) -> None:
    """Nobody is put on duty who does not come, or whose role does not carry it."""
    if not staff.is_active:
        raise Refused(f"{staff.full_name} no longer works here.", field=field)
    first, last = local_date(starts_at), local_date(ends_at - timedelta(microseconds=1))
    if staff.pk not in rota.may_hold([staff.pk], on=first):
        raise Refused(
            f"{staff.full_name} cannot be on duty: only seniors and service leads can.",
            field=field,
        )
    away = (
        Absence.objects.filter(staff=staff, starts_on__lte=last)
        .exclude(ends_on__lt=first)
        .order_by("starts_on")
        .first()
    )
    if away is not None:
        until = "" if away.ends_on is None else f" until {wording.sentence_date(away.ends_on)}"
        raise Refused(
            f"{staff.full_name} is away from {wording.sentence_date(away.starts_on)}{until}. "
            "Choose somebody who is here.",
            field=field,
        )


def _record(
    turn: Duty, *, was: int | str, holder: int | str, by: StaffMember, now: datetime
) -> None:
    trail.record(
        Event.DUTY_CHANGED,
        by=by,
        at=now,
        about=turn,
        changes={
            "staff": (was, holder),
            "starts_at": ("", turn.starts_at.isoformat()),
            "ends_at": ("", turn.ends_at.isoformat()),
        },
    )
