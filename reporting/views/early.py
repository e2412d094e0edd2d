"""/dashboard/early: whose figure can still be kept."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from reporting.early import lists
from reporting.forms.picked import PickedForm
from reporting.scope import scope_of
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@requires(Permission.SEE_PEOPLE_BEHIND)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Three lists of people to act on; who was shown stands on the trail."""
    member, now = cast(StaffMember, request.user), timezone.now()
    standing = cast(Standing, member.standing)
    scope = scope_of(standing, needs=Permission.SEE_PEOPLE_BEHIND)
    picked = PickedForm(request.GET, team=scope.keys)
    scope = scope.narrowed_to(picked.picked("team"))
    found = lists.read(standing=standing, team_ids=scope.team_ids, now=now)
    shown = sorted({person.patient_id for one in found for person in one.people})
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=shown)
    context = {
        "lists": found,
        "place": scope.place,
        "picked": picked,
        "has_errors": bool(picked.errors),
        "team": picked.picked("team"),
    }
    status = 422 if picked.errors else 200
    return render(request, "reporting/early.html", context, status=status)
