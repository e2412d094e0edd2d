"""Agreed weeks, and leave with whoever covers it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from staff.entries import JobPlanEntry, LeaveEntry
from staff.models import Absence, Cover, JobPlan, StaffMember

_FURTHEST = timedelta(days=366)
# A slot is at least half an hour of the week, so that notes and breaks have time too.
_SLOTS_PER_HOUR = 2


@transaction.atomic
def agree_plan(
    *, member: StaffMember, entry: JobPlanEntry, by: StaffMember, now: datetime
) -> JobPlan:
    """Agree somebody's week from a day on; the plan before ends the day before, one that had not
    begun goes. The same twice is one.

    Raises Refused for one's own, for days that cannot be, and for more appointments than hours.
    """
    if member.pk == by.pk:
        raise Refused("Your supervisor or the service lead agrees this with you.")
    if abs(entry.starts_on - local_date(now)) > _FURTHEST:
        raise Refused("Choose a day within a year of today.", field="starts_on")
    if entry.begins_at >= entry.ends_at:
        raise Refused("The day ends after it begins.", field="ends_at")
    if entry.slots_a_week > entry.hours_a_week * _SLOTS_PER_HOUR:
        raise Refused(
            f"{entry.slots_a_week} appointments do not fit into {entry.hours_a_week} hours.",
            field="slots_a_week",
        )
    StaffMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    facts = entry.columns()
    current = JobPlan.objects.filter(staff=member, ends_on__isnull=True).first()
    if current is not None and all(getattr(current, name) == facts[name] for name in facts):
        return current
    _end_before(member, entry.starts_on)
    plan = JobPlan.objects.create(staff=member, set_at=now, set_by=by, **facts)
    trail.record(
        Event.JOB_PLAN_AGREED,
        by=by,
        at=now,
        about=plan,
        changes={
            "slots_a_week": (current.slots_a_week if current else "", plan.slots_a_week),
            "starts_on": ("", plan.starts_on),
        },
    )
    return plan


@transaction.atomic
def arrange_leave(
    *, member: StaffMember, entry: LeaveEntry, by: StaffMember, now: datetime
) -> Cover:
    """Write down when somebody is away and who covers them. The same twice is one.

    Raises Refused for days that cannot be, and for somebody who is away then too or has left.
    """
    if entry.ends_on < max(entry.starts_on, local_date(now)):
        raise Refused("Choose a last day that is still to come.", field="ends_on")
    if entry.ends_on - entry.starts_on > _FURTHEST:
        raise Refused("A year at most.", field="ends_on")
    if entry.coverer_id == member.pk:
        raise Refused("Somebody else covers this caseload.", field="coverer")
    coverer = StaffMember.objects.filter(pk=entry.coverer_id, is_active=True).first()
    if coverer is None:
        raise Refused("This colleague no longer works here. Choose another.", field="coverer")
    if _away_between(coverer, entry.starts_on, entry.ends_on):
        raise Refused(f"{coverer.full_name} is away then too. Choose another.", field="coverer")
    first, last = entry.starts_on, entry.ends_on
    Absence.objects.get_or_create(
        staff=member, starts_on=first, ends_on=last, defaults={"kind": entry.kind}
    )
    cover, made = Cover.objects.get_or_create(
        covered=member, coverer=coverer, starts_on=first, ends_on=last
    )
    if made:
        trail.record(
            Event.LEAVE_ARRANGED,
            by=by,
            at=now,
            about=cover,
            changes={"coverer": ("", coverer.pk), "ends_on": ("", entry.ends_on)},
        )
    return cover


def _end_before(member: StaffMember, day: date) -> None:
    """No two plans on one day: whatever holds then ends the day before."""
    JobPlan.objects.filter(staff=member, starts_on__gte=day).delete()
    JobPlan.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), staff=member).update(
        ends_on=day - timedelta(days=1)
    )


def _away_between(member: StaffMember, first: date, last: date) -> bool:
    until_then = Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    return Absence.objects.filter(until_then, staff=member, starts_on__lte=last).exists()
