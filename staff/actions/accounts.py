"""Changes of who may: joining and leaving teams, switching an account off; shortcuts."""

from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from staff.models import Membership, StaffMember, Team
from staff.roles import Role


@transaction.atomic
def join_team(
    *, member: StaffMember, team: Team, role: Role, on: date, by: StaffMember | None, now: datetime
) -> Membership:
    """Give a role in a team from this day on; the same open membership twice is one."""
    membership, made = Membership.objects.get_or_create(
        staff=member, team=team, role=role, ends_on=None, defaults={"starts_on": on}
    )
    if made:
        trail.record(
            Event.STAFF_JOINED_TEAM,
            by=by,
            at=now,
            about=membership,
            changes={"role": ("", role.value)},
        )
    return membership


@transaction.atomic
def leave_team(*, membership: Membership, on: date, by: StaffMember | None, now: datetime) -> None:
    """End a membership on this day; it counts until the end of it. Raises Refused once ended."""
    if on < membership.starts_on:
        raise Refused("A membership ends on the day it starts, or later.", field="on")
    ended = Membership.objects.filter(pk=membership.pk, ends_on__isnull=True).update(ends_on=on)
    if ended != 1:
        raise Refused("This membership has already ended.")
    trail.record(
        Event.STAFF_LEFT_TEAM,
        by=by,
        at=now,
        about=membership,
        changes={"role": (membership.role, "")},
    )


@transaction.atomic
def deactivate(*, member: StaffMember, by: StaffMember, now: datetime) -> None:
    """Switch an account off: the next request of any of its sessions is a stranger's."""
    StaffMember.objects.filter(pk=member.pk).update(is_active=False)
    trail.record(Event.STAFF_DEACTIVATED, by=by, at=now, about=member)


@transaction.atomic
def set_shortcuts(*, member: StaffMember, on: bool, by: StaffMember, now: datetime) -> None:
    """Turn single-key shortcuts on or off for the account (WCAG 2.1.4)."""
    StaffMember.objects.filter(pk=member.pk).update(shortcuts_on=on)
    trail.record(
        Event.SHORTCUTS_CHANGED, by=by, at=now, about=member, changes={"shortcuts_on": (not on, on)}
    )


@transaction.atomic
def set_landing(
    *, member: StaffMember, path: str, allowed: frozenset[str], by: StaffMember, now: datetime
) -> None:
    """Choose where somebody lands; empty is what their role lands on.

    Raises Refused for anything but one of their own pages.
    """
    if path and path not in allowed:
        raise Refused("Choose one of the pages shown.", field="landing")
    StaffMember.objects.filter(pk=member.pk).update(landing=path)
    trail.record(
        Event.LANDING_CHANGED, by=by, at=now, about=member, changes={"landing": ("", path)}
    )
