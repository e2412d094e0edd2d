"""Kept views: what a view is in words, and which of them somebody may land on."""

from dataclasses import dataclass

from django.urls import reverse

from caseload.models import SavedView
from caseload.worklist.choices import Asked, sort_options
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission


@dataclass(frozen=True, slots=True)
class Landing:
    """A page of one's own to land on after signing in."""

    path: str
    label: str


def words(asked: Asked) -> str:
    """`Review due, Depression, phone, sorted by surname`: what a kept view will ask for."""
    parts = [
        asked.view.label,
        asked.problem.short if asked.problem else "",
        asked.medium.label.lower() if asked.medium else "",
        f"labelled {asked.label}" if asked.label else "",
        sort_options(asked)[asked.sort].lower(),
    ]
    return ", ".join(part for part in parts if part)


def of(member: StaffMember) -> list[SavedView]:
    """The views this person keeps, by name. One query."""
    return list(SavedView.objects.filter(staff=member, removed_at__isnull=True).order_by("name"))


def one(pk: int, *, member: StaffMember) -> SavedView | None:
    """A view of this person, kept or removed since; nobody else's."""
    return SavedView.objects.filter(pk=pk, staff=member).first()


def landings(member: StaffMember) -> tuple[Landing, ...]:
    """Where this person may choose to land. One query."""
    found = []
    if may(member, Permission.SEE_TODAY):
        found.append(Landing(reverse("today"), "Today"))
    if may(member, Permission.CARRY_CASELOAD):
        found.append(Landing(reverse("caseload:caseload"), "Caseload"))
    if may(member, Permission.SEE_DASHBOARD):
        found.append(Landing(reverse("dashboard:show"), "Dashboard"))
    if may(member, Permission.MAKE_RETURNS):
        found.append(Landing(reverse("returns:list"), "Returns"))
    if may(member, Permission.SUPERVISE):
        found.append(Landing(reverse("supervision:week"), "Supervision this week"))
    if may(member, Permission.SEE_COVERAGE):
        found.append(Landing(reverse("supervision:service"), "Supervision of the service"))
    if may(member, Permission.CARRY_CASELOAD) or may(member, Permission.SEE_TEAM_CASELOADS):
        found += [
            Landing(reverse("caseload:view_open", args=(view.pk,)), f"Caseload: {view.name}")
            for view in of(member)
        ]
    return tuple(found)
