"""/team/<staff>/hand-over: a whole caseload goes to others at once."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit import trail
from audit.events import Event
from caseload.allocating import handing_over
from caseload.forms.team import HandOverForm
from caseload.views.team import arranged_by
from clinical.errors import Refused
from clinical.wording import count
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing
from supervision.actions import leaving


@requires(Permission.SEE_TEAM_CASELOADS)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, staff: int) -> HttpResponse:
    """Everybody somebody carries, and who takes them; whoever has open risk ticked one by one."""
    member, now = cast(StaffMember, request.user), timezone.now()
    leaver = arranged_by(member, staff)
    page = handing_over.read(leaver, standing=cast(Standing, member.standing), now=now)
    form = HandOverForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            done = leaving.hand_over_everything(
                leaver=leaver,
                entry=form.entry(),
                by=member,
                now=now,
                policy=policy_on(local_date(now)),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request,
                f"Handed over: {count(done.people, 'person', 'people')} and "
                f"{count(done.besides, 'other thing')}. Nothing of theirs is left.",
            )
            return redirect("team")
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, about=leaver, shown=page.shown)
    context = {
        "page": page,
        "form": form,
        "has_errors": bool(form.errors),
        "ticked": request.POST.getlist("confirm"),
        "single": {
            one.reference: request.POST.get(f"to_{one.reference}", "") for one in page.people
        },
    }
    status = 422 if form.errors else 200
    return render(request, "supervision/hand_over.html", context, status=status)
