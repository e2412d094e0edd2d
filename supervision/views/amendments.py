"""/supervision/sessions/<meeting>/amendments: add to a meeting that is signed."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from supervision.access import session_for
from supervision.actions.amendments import amend
from supervision.forms.cases import AmendmentForm
from supervision.meeting import added, room
from supervision.views import seen


@requires(Permission.SEE_SUPERVISION)
@require_http_methods(["GET", "HEAD", "POST"])
def amendments(request: HttpRequest, meeting: str) -> HttpResponse:
    """What was added, and the form for more."""
    session = session_for(request, meeting, deciding=False)
    if session.signed_at is None:
        messages.warning(request, "This meeting is not signed yet: decide in the meeting itself.")
        return redirect("supervision:agenda", meeting)
    member, now = cast(StaffMember, request.user), timezone.now()
    on = local_date(now)
    policy = policy_on(on)
    page = seen.read(session, member=member, now=now, policy=policy)
    cases = [(line.place, line.name) for line in page.everybody]
    form = AmendmentForm(request.POST if request.method == "POST" else None, cases=cases)
    if form.is_valid():
        try:
            amend(
                session=session,
                place=form.cleaned_data["case"],
                text=form.cleaned_data["text"],
                by=member,
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Added. The meeting itself stays as it was signed.")
            return redirect("supervision:agenda", meeting)
    shown = {
        "room": room.room(session, page, reader=member, current=0, now=now, policy=policy),
        "added": added.to_meeting(session, on=on),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "supervision/amendments.html", shown, status=status)
