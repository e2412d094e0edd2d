"""/supervision/sessions/<meeting>/: move it, make it up, hold it for who is away."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clinical import wording
from clinical.errors import Refused
from clinical.working_days import local, local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling
from supervision.access import session_for
from supervision.actions import moving
from supervision.forms.meetings import WhenForm
from supervision.models import SupervisionSession


@requires(Permission.SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, meeting: str) -> HttpResponse:
    """Hold a meeting earlier or later than planned."""
    session = session_for(request, meeting, deciding=True)
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = WhenForm(request.POST or None, asks_minutes=False, initial=_stands(session))
    if request.method == "POST" and form.is_valid():
        try:
            moved = moving.move_meeting(
                session=session,
                starts_at=form.starts_at(),
                by=by,
                now=now,
                policy=policy_on(local_date(now)),
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            when = wording.time_within(moved.starts_at, local_date(now))
            messages.success(request, f"Moved to {when}.")
            return redirect("supervision:meetings")
    return _drawn(request, session, form, is_move=True, on=local_date(now))


@requires(Permission.SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def make_up(request: HttpRequest, meeting: str) -> HttpResponse:
    """Book another meeting in place of a missed one."""
    session = session_for(request, meeting, deciding=True)
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = WhenForm(request.POST or None, asks_minutes=True, initial={"minutes": session.minutes})
    if request.method == "POST" and form.is_valid():
        try:
            made = moving.make_up(
                missed=session,
                starts_at=form.starts_at(),
                minutes=form.cleaned_data["minutes"],
                by=by,
                now=now,
                policy=policy_on(local_date(now)),
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            when = wording.time_within(made.starts_at, local_date(now))
            messages.success(request, f"Made up {when}. Whoever waits stands on its agenda.")
            return redirect("supervision:meetings")
    return _drawn(request, session, form, is_move=False, on=local_date(now))


@requires(Permission.SUPERVISE)
@require_POST
def take_over(request: HttpRequest, meeting: str) -> HttpResponse:
    """Hold the meeting of a colleague one covers."""
    session = session_for(request, meeting, deciding=False)
    by = cast(StaffMember, request.user)
    with telling(request, "You hold this meeting: open it, decide and sign."):
        moving.take_over(session=session, by=by, now=timezone.now())
    return redirect("supervision:agenda", meeting)


def _stands(session: SupervisionSession) -> dict[str, object]:
    at = local(session.starts_at)
    return {"day": at.date(), "clock": f"{at:%H:%M}"}


def _drawn(
    request: HttpRequest, session: SupervisionSession, form: WhenForm, *, is_move: bool, on: date
) -> HttpResponse:
    shown = {
        "form": form,
        "name": session.supervisee.full_name,
        "when": wording.time_within(session.starts_at, on),
        "is_move": is_move,
        "has_errors": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "supervision/when.html", shown, status=status)
