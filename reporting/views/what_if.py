"""/dashboard/what-if: five numbers, and what follows from them. Nothing is stored."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinical.working_days import local_date
from reporting.forms.picked import PickedForm
from reporting.forms.what_if import AssumptionsForm
from reporting.scope import scope_of
from reporting.what_if import page
from reporting.what_if.usual import usual
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@requires(Permission.SEE_DASHBOARD)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Now beside then; with a number that is none, now beside now, and it says so."""
    member, on = cast(StaffMember, request.user), local_date(timezone.now())
    scope = scope_of(cast(Standing, member.standing))
    picked = PickedForm(request.GET, team=scope.keys)
    scope = scope.narrowed_to(picked.picked("team"))
    found = usual(team_ids=scope.team_ids, on=on, exact=scope.opens_people)
    form = AssumptionsForm(request.GET, now=found.assumed)
    is_valid = form.is_valid() and not picked.errors
    assumed = form.assumed() if is_valid else found.assumed
    context = {
        "form": form,
        "picked": picked,
        "team": picked.picked("team"),
        "page": page.read(found, assumed, on=on),
        "place": scope.place,
        "has_errors": not is_valid,
    }
    return render(request, "reporting/what_if.html", context, status=200 if is_valid else 422)
