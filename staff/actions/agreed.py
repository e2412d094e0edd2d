"""What lowers an agreed number: agreed by somebody else, from a day to a day; ended early."""

from datetime import date, datetime, timedelta

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from staff.agreed import least_taken_off
from staff.entries import OffsetEntry
from staff.models import ROLES, AgreedOffset, OffsetKind, StaffMember

_FULL_WEEK = 37.5
_FURTHEST = timedelta(days=366)
_LONGEST_PAUSE = timedelta(weeks=26)


@transaction.atomic
def agree_offset(
    *, member: StaffMember, entry: OffsetEntry, by: StaffMember, now: datetime
) -> AgreedOffset:
    """Lower somebody's agreed number from a day on. The same twice is one.

    Raises Refused for one's own; for a role without its hours or that takes off less than their
    share; for a phased return without a cap; for an easing without an end; and for days that cannot
    be.
    """
    if member.pk == by.pk:
        raise Refused("Your supervisor or the service lead agrees this with you.")
    _refuse_days(entry, on=local_date(now))
    if entry.kind in ROLES:
        _refuse_role(member, entry)
    elif entry.kind == OffsetKind.PHASED_RETURN and entry.cap is None:
        raise Refused("Write how many people at most.", field="cap")
    StaffMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    facts = _facts(entry)
    same = AgreedOffset.objects.filter(staff=member, **facts).first()
    if same is not None:
        return same
    offset = AgreedOffset.objects.create(staff=member, set_at=now, set_by=by, **facts)
    _note_until_when(member.pk)
    _record(offset, ends_on=("", entry.ends_on), by=by, now=now)
    return offset


@transaction.atomic
def end_offset(*, offset: AgreedOffset, by: StaffMember, now: datetime) -> None:
    """End it with this day; one that has not begun goes. Twice is once. Raises Refused for one's
    own.
    """
    if offset.staff_id == by.pk:
        raise Refused("Your supervisor or the service lead agrees this with you.")
    on = local_date(now)
    found = AgreedOffset.objects.select_for_update().filter(pk=offset.pk).first()
    if found is None or (found.ends_on is not None and found.ends_on <= on):
        return
    was, facts = found.ends_on, AgreedOffset(pk=found.pk, kind=found.kind)
    if found.starts_on > on:
        found.delete()
    else:
        found.ends_on = on
        found.save(update_fields=["ends_on"])
    _note_until_when(offset.staff_id)
    _record(facts, ends_on=(was, on), by=by, now=now)


def _facts(entry: OffsetEntry) -> dict[str, object]:
    """The columns, each empty where this kind has none."""
    is_role = entry.kind in ROLES
    return {
        "kind": entry.kind,
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "topic": entry.topic if is_role else "",
        "hours_a_week": entry.hours_a_week if is_role else None,
        "taken_off": entry.taken_off if is_role else 0,
        "cap": entry.cap if entry.kind == OffsetKind.PHASED_RETURN else None,
    }


def _refuse_days(entry: OffsetEntry, *, on: date) -> None:
    if abs(entry.starts_on - on) > _FURTHEST:
        raise Refused("Choose a day within a year of today.", field="starts_on")
    if entry.ends_on is None:
        if entry.kind not in ROLES:
            raise Refused("Write the last day. It can be ended earlier.", field="ends_on")
        return
    if entry.ends_on < max(entry.starts_on, on):
        raise Refused("Choose a last day that is still to come.", field="ends_on")
    if entry.kind == OffsetKind.PAUSE and entry.ends_on - entry.starts_on > _LONGEST_PAUSE:
        raise Refused("Half a year at most; it can be agreed again.", field="ends_on")


def _refuse_role(member: StaffMember, entry: OffsetEntry) -> None:
    """No role without its hours, and no hours that take nobody off."""
    if entry.kind == OffsetKind.CHAMPION and not entry.topic:
        raise Refused("Write what they are champion of.", field="topic")
    hours = entry.hours_a_week
    if hours is None or not 0 < hours <= _FULL_WEEK:
        raise Refused("Write the hours a week that the role takes.", field="hours_a_week")
    least = least_taken_off(member.agreed_number, float(hours))
    if entry.taken_off < least:
        raise Refused(
            f"{hours.normalize():f} hours a week are at least {least} of an agreed number of "
            f"{member.agreed_number or 0}.",
            field="taken_off",
        )


def _note_until_when(staff_id: int) -> None:
    """On the person's own row, so that a page knows without looking whether anything holds."""
    ends = list(AgreedOffset.objects.filter(staff=staff_id).values_list("ends_on", flat=True))
    last = max((end or date.max for end in ends), default=None)
    StaffMember.objects.filter(pk=staff_id).update(lowered_until=last)


def _record(
    offset: AgreedOffset,
    *,
    ends_on: tuple[object, object],
    by: StaffMember,
    now: datetime,
) -> None:
    trail.record(
        Event.AGREED_OFFSET_SET,
        by=by,
        at=now,
        about=offset,
        changes={"kind": ("", offset.kind), "ends_on": ends_on},
    )
