"""/supervision/sessions/<meeting>/as-at/: its agenda as it stood at a past moment, only read."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinical.errors import Refused
from clinical.working_days import local, local_date
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from supervision.access import session_for
from supervision.forms.meetings import WhenForm
from supervision.meeting import past
from supervision.meeting.stood import in_full, stood_page
from supervision.views import seen


@requires(Permission.SEE_SUPERVISION)
@require_safe
def show(request: HttpRequest, meeting: str) -> HttpResponse:
    """For whoever may see the meeting. Whose cases were shown stands on the trail."""
    session = session_for(request, meeting, deciding=False)
    member, now = cast(StaffMember, request.user), timezone.now()
    asked = request.GET if {"day", "clock"} & set(request.GET) else None
    at = local(now)
    initial = {"day": at.date(), "clock": f"{at:%H:%M}"}
    form = WhenForm(asked, asks_minutes=False, initial=initial)
    stood = None
    if asked is not None and form.is_valid():
        try:
            stood = past.as_at(session, form.starts_at(), now=now)
        except Refused as refusal:
            form.add_error("day", str(refusal))
    if stood is not None:
        seen.note(session, stood.page, member=member, now=now)
    since = past.kept_since(session)
    on = local_date(now)
    shown = {
        "reference": session.reference,
        "form": form,
        "has_errors": bool(form.errors),
        "since": "" if since is None else in_full(since),
        "stood": None if stood is None else stood_page(stood, on=on),
    }
    return render(request, "supervision/as_at.html", shown, status=422 if form.errors else 200)
