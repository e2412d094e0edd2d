"""/team/: load and room of the team, leave and cover, and the pack of a caseload."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit import trail
from audit.events import Event
from caseload.allocating import handing_over, pack, team
from caseload.forms.team import LeaveForm
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from staff import actions
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@requires(Permission.SEE_TEAM_CASELOADS)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Load, room, leave and what is ahead. It names no patient."""
    member, now = cast(StaffMember, request.user), timezone.now()
    page = team.read(
        standing=cast(Standing, member.standing), now=now, policy=policy_on(local_date(now))
    )
    return render(request, "caseload/team/team.html", {"page": page})


@requires(Permission.SEE_TEAM_CASELOADS)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, staff: int) -> HttpResponse:
    """Write down when somebody is away and who covers them."""
    member, now = cast(StaffMember, request.user), timezone.now()
    whose = arranged_by(member, staff)
    on = local_date(now)
    receivers = handing_over.receivers(without=whose.pk, on=on)
    form = LeaveForm(request.POST or None, receivers=receivers)
    if request.method == "POST" and form.is_valid():
        try:
            actions.arrange_leave(member=whose, entry=form.entry(), by=member, now=now)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Arranged. The pack is there for whoever covers.")
            return redirect("team")
    context = {"form": form, "whose": whose, "has_errors": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "caseload/team/leave.html", context, status=status)


@requires(Permission.CARRY_CASELOAD, Permission.SEE_TEAM_CASELOADS)
@require_safe
def printed(request: HttpRequest, staff: int) -> HttpResponse:
    """The pack: one's own, of whoever came lately; a colleague's, for their cover or lead."""
    member, now = cast(StaffMember, request.user), timezone.now()
    standing = cast(Standing, member.standing)
    if staff == standing.staff_id:
        whose, made = member, pack.received(standing=standing, now=now)
    else:
        if staff not in standing.covered_ids and not handing_over.may_arrange(standing, staff):
            raise Http404
        whose = _colleague(staff)
        made = pack.of_caseload(staff, standing=standing, now=now)
    trail.record_view(Event.CASELOAD_PACK_PRINTED, by=member, at=now, about=whose, shown=made.shown)
    context = {"pack": made, "whose": whose, "is_own": whose.pk == member.pk, "at": now}
    return render(request, "caseload/team/pack.html", context)


def arranged_by(member: StaffMember, staff: int) -> StaffMember:
    """The colleague whose leave and caseload this person arranges; there is no such page else."""
    if not handing_over.may_arrange(cast(Standing, member.standing), staff):
        raise Http404
    return _colleague(staff)


def _colleague(staff: int) -> StaffMember:
    found = StaffMember.objects.filter(pk=staff).first()
    if found is None:
        raise Http404
    return found
