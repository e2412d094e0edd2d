"""/supervision/: one's meetings, why one was not held, and who was looked at."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from supervision.access import session_for
from supervision.actions.planning import say_not_held
from supervision.forms.meetings import NotHeldForm
from supervision.models import Side
from supervision.overview import coverage, coverage_page, meetings


@requires(Permission.SEE_SUPERVISION)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One's own meetings, and those of whoever one supervises."""
    return _drawn(request, now=timezone.now())


@requires(Permission.SEE_SUPERVISION)
@require_POST
def not_held(request: HttpRequest, meeting: str) -> HttpResponse:
    """Say why a meeting was not held."""
    session = session_for(request, meeting, deciding=False)
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = NotHeldForm(request.POST, meeting=session.reference)
    if form.is_valid():
        try:
            said = form.cleaned_data
            say_not_held(session=session, side=Side(said["side"]), why=said["why"], by=by, now=now)
        except Refused as refusal:
            form.add_error("why", str(refusal))
        else:
            messages.success(
                request,
                "Recorded. Its cases stand on the next meeting, or on one that makes up for it.",
            )
            return redirect("supervision:meetings")
    return _drawn(request, now=now, refused={session.reference: form}, status=422)


@requires(Permission.SEE_COVERAGE)
@require_safe
def covered(request: HttpRequest) -> HttpResponse:
    """How many of the whole service were looked at, by PWP, team and provider; of one PWP, who was
    not. Numbers name nobody, and leave nothing on the trail.
    """
    now, by = timezone.now(), cast(StaffMember, request.user)
    policy = policy_on(local_date(now))
    page = coverage_page.read(
        on=local_date(now),
        policy=policy,
        of=request.GET.get("of", ""),
        after=request.GET.get("after", ""),
    )
    if page.of:
        trail.record_view(Event.LIST_VIEWED, by=by, at=now, shown=page.shown)
    return render(
        request,
        "supervision/coverage.html",
        {"page": page, "days": policy.review_every_days},
    )


def _drawn(
    request: HttpRequest,
    *,
    now: datetime,
    refused: dict[str, NotHeldForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with what was typed where it was refused."""
    member = cast(StaffMember, request.user)
    standing, policy = cast(Standing, member.standing), policy_on(local_date(now))
    page = meetings.read(standing=standing, now=now, policy=policy)
    sums = coverage.by_pwp(
        coverage.read(
            on=local_date(now), policy=policy, of=standing.supervisee_ids | {standing.staff_id}
        )
    )
    shown = [one.patient_id for part in sums for one in part.missed]
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=shown)
    forms = {
        one.reference: NotHeldForm(meeting=one.reference)
        for one in (*page.missed, *page.own_past)
        if one.needs_reason
    } | (refused or {})
    return render(
        request,
        "supervision/meetings.html",
        {
            "page": page,
            "sums": sums,
            "days": policy.review_every_days,
            "forms": forms,
            "wrong": list((refused or {}).values()),
            "supervises": may(member, Permission.SUPERVISE),
            "sees_coverage": may(member, Permission.SEE_COVERAGE),
        },
        status=status,
    )
