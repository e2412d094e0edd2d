"""/dashboard/moved: two lines for each measure, as at a Monday."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinical.working_days import local_date
from reporting.figures import Chosen
from reporting.forms.picked import PickedForm
from reporting.moved import page
from reporting.scope import scope_of
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@requires(Permission.SEE_PEOPLE_BEHIND)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Exact counts of groups: for whoever may open the people behind them."""
    member, on = cast(StaffMember, request.user), local_date(timezone.now())
    standing = cast(Standing, member.standing)
    scope = scope_of(standing, needs=Permission.SEE_PEOPLE_BEHIND)
    picked = PickedForm(request.GET, week=page.days(on=on), team=scope.keys)
    scope = scope.narrowed_to(picked.picked("team"))
    monday = page.monday_asked(picked.picked("week"), on=on)
    context = {
        "picked": picked,
        "has_errors": bool(picked.errors),
        "page": page.read(monday=monday, chosen=Chosen(team_ids=scope.team_ids), on=on),
        "place": scope.place,
        "team": picked.picked("team"),
    }
    status = 422 if picked.errors else 200
    return render(request, "reporting/moved.html", context, status=status)
