"""/supervision/sessions/<meeting>/: the agenda; open it, confirm who is on track, sign it off."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinical import wording
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling
from supervision.access import meeting_for, session_for
from supervision.actions import decisions, sessions
from supervision.actions.carrying import carry_over
from supervision.meeting import added, agenda, room, waiting
from supervision.views import seen

# More digits than any place in a list has; Python refuses to read thousands of them.
_LONGEST_PLACE = 4


@requires(Permission.SEE_SUPERVISION)
@require_safe
def show(request: HttpRequest, meeting: str) -> HttpResponse:
    """Everybody on the caseload: on the agenda, moved, on track."""
    found = meeting_for(request, meeting, deciding=False)
    session, policy = found.session, found.policy
    member, now = cast(StaffMember, request.user), timezone.now()
    page = seen.read(session, member=member, now=now, policy=policy, following=found.following)
    drawn = room.room(session, page, reader=member, current=0, now=now, policy=policy)
    signed = session.signed_at is not None
    shown = {
        "room": drawn,
        "added": added.to_meeting(session, on=local_date(now)) if signed else (),
    }
    return render(request, "supervision/agenda.html", shown)


@requires(Permission.SEE_SUPERVISION)
@require_safe
def the_list(request: HttpRequest, meeting: str) -> HttpResponse:
    """The list alone, asked for while the meeting runs. Nothing is sent, and nothing seen, while it
    reads as it did.
    """
    found = meeting_for(request, meeting, deciding=False)
    session, policy = found.session, found.policy
    member, now = cast(StaffMember, request.user), timezone.now()
    page = agenda.read(session, member=member, now=now, policy=policy, following=found.following)
    if request.GET.get("seen") == room.state(session, page):
        return HttpResponse(status=204)
    seen.note(session, page, member=member, now=now)
    at = request.GET.get("at", "")
    current = int(at) if at.isdecimal() and len(at) <= _LONGEST_PLACE else 0
    drawn = room.room(session, page, reader=member, current=current, now=now, policy=policy)
    return render(request, "supervision/list.html", {"room": drawn})


@requires(Permission.SEE_SUPERVISION)
@require_POST
def open_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """Fix the list, and go to the first case."""
    session = session_for(request, meeting, deciding=True)
    member, now = cast(StaffMember, request.user), timezone.now()
    policy = policy_on(local_date(now))
    try:
        sessions.open_session(session=session, by=member, now=now, policy=policy)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("supervision:agenda", meeting)
    session.refresh_from_db()
    page = agenda.read(session, member=member, now=now, policy=policy)
    return redirect(room.case_path(session, room.next_place(page, 0)))


@requires(Permission.SEE_SUPERVISION)
@require_POST
def on_track(request: HttpRequest, meeting: str) -> HttpResponse:
    """Confirm everybody on track together; their names stand above the button. Whoever has had risk
    since the opening is left out, and the page of the first of them is next.
    """
    session = session_for(request, meeting, deciding=True)
    member, now = cast(StaffMember, request.user), timezone.now()
    try:
        confirmed = decisions.confirm_on_track(session=session, by=member, now=now)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("supervision:agenda", meeting)
    left_out = waiting.first_with_risk_since(session)
    if confirmed or not left_out:
        people = wording.count(confirmed, "person", "people")
        messages.success(request, f"{people} confirmed on track.")
    if left_out:
        messages.warning(
            request, "Not confirmed: risk has come up since with this person. Decide about them."
        )
    return redirect(room.case_path(session, left_out))


@requires(Permission.SEE_SUPERVISION)
@require_POST
def carry(request: HttpRequest, meeting: str) -> HttpResponse:
    """Finish early: whatever may wait stands on the next meeting."""
    session = session_for(request, meeting, deciding=True)
    member, now = cast(StaffMember, request.user), timezone.now()
    try:
        left = carry_over(session=session, by=member, now=now, policy=policy_on(local_date(now)))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{wording.count(left, 'case')} carried to the next meeting.")
    return redirect("supervision:agenda", meeting)


@requires(Permission.SEE_SUPERVISION)
@require_POST
def sign_off(request: HttpRequest, meeting: str) -> HttpResponse:
    """Sign the meeting; from then on it is fixed."""
    session = session_for(request, meeting, deciding=True)
    with telling(request, "Signed. What was decided stands on each record."):
        sessions.sign_off(session=session, by=cast(StaffMember, request.user), now=timezone.now())
    return redirect("supervision:agenda", meeting)
