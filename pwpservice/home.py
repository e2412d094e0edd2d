"""Where each role lands after signing in."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from caseload.kept_views import landings
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission

# Whoever sees patients begins with their day; whoever answers for the service, with its figures;
# whoever makes the national return, with that.
_LANDINGS = [
    (Permission.CARRY_CASELOAD, "today"),
    (Permission.SEE_COVERAGE, "dashboard:show"),
    (Permission.SEE_TODAY, "today"),
    (Permission.MAKE_RETURNS, "returns:list"),
    (Permission.SEE_DASHBOARD, "dashboard:show"),
    (Permission.MANAGE_ACCOUNTS, "admin:index"),
]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send whoever is on duty to Duty, everybody else to the page they chose or the first that
    their roles open; without any, an honest page says so.
    """
    standing = getattr(request.user, "standing", None)
    if standing is not None and standing.is_on_duty and may(request.user, Permission.SEE_DUTY):
        return redirect("duty")
    member = cast(StaffMember, request.user)
    if member.landing and member.landing in {one.path for one in landings(member)}:
        return redirect(member.landing)
    for permission, page in _LANDINGS:
        if may(request.user, permission):
            return redirect(page)
    return render(request, "staff/no_pages.html")
