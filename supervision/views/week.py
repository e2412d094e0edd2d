"""/supervision/week/ and /supervision/service/: a supervisor's week, and the service's."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from supervision.overview import service, week


@requires(Permission.SUPERVISE)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The supervisor's week; asked for by her Today, its head alone."""
    member, now = cast(StaffMember, request.user), timezone.now()
    policy = policy_on(local_date(now))
    page = week.read(
        member=member, standing=cast(Standing, member.standing), now=now, policy=policy
    )
    is_panel = bool(request.headers.get("HX-Request"))
    # The panel counts, and names nobody.
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=() if is_panel else page.shown)
    shown = {
        "week": page,
        "days": policy.review_every_days,
        "sees_service": may(member, Permission.SEE_COVERAGE),
    }
    template = "supervision/week_panel.html" if is_panel else "supervision/week.html"
    return render(request, template, shown)


@requires(Permission.SEE_COVERAGE)
@require_safe
def of_service(request: HttpRequest) -> HttpResponse:
    """Coverage, meetings held against due, and supervisors' load. It names no patient."""
    on = local_date(timezone.now())
    found = service.read(
        on=on,
        policy=policy_on(on),
        people=request.GET.get("people", ""),
        supervisors=request.GET.get("supervisors", ""),
    )
    shown = {"service": found, "path": request.path}
    return render(request, "supervision/service.html", shown)
