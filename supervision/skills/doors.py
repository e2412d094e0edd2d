"""The doors to skills groups and to somebody's hours. They stand at the edge."""

from datetime import date
from typing import cast

from django.http import Http404, HttpRequest
from django.utils import timezone

from audit import trail
from audit.events import Event
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from supervision.models import SkillsGroup
from supervision.skills import days


def group_to_arrange(request: HttpRequest, reference: str) -> SkillsGroup:
    """A group for whoever leads it, and for the service lead. Raises Http404 for everybody else."""
    found, member = _group(reference), cast(StaffMember, request.user)
    if found and (found.supervisor_id == member.pk or may(member, Permission.SEE_COVERAGE)):
        return found
    raise _refused(member)


def group_of_day(
    request: HttpRequest, reference: str, day: str, *, leading: bool
) -> tuple[SkillsGroup, date]:
    """A group and one of its days, for its supervisor, for who stands in for her and for whoever
    had a place in it that day; `leading`, for whoever leads it that day alone.

    Raises Http404 alike for what is not theirs and for what does not exist.
    """
    found, member = _group(reference), cast(StaffMember, request.user)
    on = _date(day)
    if found is None or on is None or not _is_day(found, on):
        raise _refused(member)
    leader = days.leader_id(found, on)
    if member.pk == leader or (member.pk == found.supervisor_id and not leading):
        return found, on
    if leading or not found.members.on(on).filter(person=member).exists():
        raise _refused(member)
    return found, on


def day_to_arrange(request: HttpRequest, reference: str, day: str) -> tuple[SkillsGroup, date]:
    """A group and one of its days, for whoever leads the group, and for the service lead. Raises
    Http404 for everybody else, and for what does not exist.
    """
    found, on = group_to_arrange(request, reference), _date(day)
    if on is None or not _is_day(found, on):
        raise _refused(cast(StaffMember, request.user))
    return found, on


def person_for(request: HttpRequest, staff_id: int) -> StaffMember:
    """Whose hours these are: one's own, or of somebody one supervises today.

    Raises Http404 for everybody else.
    """
    member = cast(StaffMember, request.user)
    standing = cast(Standing, member.standing)
    if staff_id == member.pk:
        return member
    if staff_id in standing.supervisee_ids:
        return StaffMember.objects.get(pk=staff_id)
    raise _refused(member)


def _group(reference: str) -> SkillsGroup | None:
    return SkillsGroup.objects.select_related("supervisor").filter(reference=reference).first()


def _is_day(group: SkillsGroup, on: date) -> bool:
    return days.is_planned(group, on) or group.sessions.filter(planned_on=on).exists()


def _date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _refused(member: StaffMember) -> Http404:
    now = timezone.now()  # noqa: TID251 - the edge
    trail.record_view(Event.ACCESS_REFUSED, by=member, at=now, result="refused")
    return Http404()
