"""/dashboard/: is the service meeting its standards, for everyone, and where is the cause?"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.working_days import local_date
from policy.current import policy_on
from reporting import asked as asking
from reporting.dashboard import fairness, page
from reporting.dashboard.page import Wanted
from reporting.forms.asked import AskedForm
from reporting.scope import commissioners, scope_of
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@requires(Permission.SEE_DASHBOARD)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page; `print=1` is the same with few people held back, and stands on the trail."""
    member, now = cast(StaffMember, request.user), timezone.now()
    standing, on = cast(Standing, member.standing), local_date(now)
    scope = scope_of(member, standing)
    form = AskedForm(request.GET, scope=scope, on=on, commissioners=commissioners())
    asked = asking.read(form, scope=scope, on=on)
    is_print = request.GET.get("print") == "1"
    if is_print:
        trail.record_view(Event.FIGURES_TAKEN, by=member, at=now)
    wanted = Wanted(
        asked=asked,
        scope=scope,
        standing=standing,
        fair=fairness.measure_asked(request.GET.get("fair", "")),
        exact=scope.opens_people and not is_print,
        now=now,
        policy=policy_on(on),
    )
    shown = {
        "form": form,
        "asked": asked,
        "page": page.read(wanted),
        "is_print": is_print,
        "opens_people": scope.opens_people and not is_print,
        "printed": f"{member.full_name}, {wording.sentence_time(now, on)}",
        "fair_offered": fairness.offered(),
        "may_open_caseloads": standing.may_elsewhere(Permission.SEE_TEAM_CASELOADS),
        "may_see_coverage": standing.may_elsewhere(Permission.SEE_COVERAGE),
        "has_errors": bool(form.errors),
    }
    return render(request, "reporting/dashboard.html", shown, status=422 if form.errors else 200)
