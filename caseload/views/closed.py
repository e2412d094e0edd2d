"""/referrals/?stage=closed: who was sent on or ended, and whether help elsewhere was taken up."""

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit import trail
from audit.events import Event
from caseload.actions import directory as actions
from caseload.triage import closed
from caseload.triage.frame import Frame, Stage
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.access import open_record
from referrals.models import TakenUp
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing
from staff.telling import telling


def listed(
    request: HttpRequest, frame: Frame, *, member: StaffMember, now: datetime
) -> HttpResponse:
    """Who was sent on and is still open, then who ended."""
    found = closed.read(
        standing=cast(Standing, member.standing), is_clinical=frame.may_triage, now=now
    )
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    shown = {"closed": found, "frame": frame, "answers": TakenUp.choices}
    return render(request, "caseload/referrals/closed.html", shown)


@require_POST
def taken_up(request: HttpRequest, reference: str) -> HttpResponse:
    """What came of each place they were pointed to, as far as it is answered."""
    opened = open_record(request, reference, needs=Permission.TRIAGE)
    now = timezone.now()
    with telling(request, "Saved."):
        actions.note_taken_up(
            referral=opened.referral,
            answers=_answers(request),
            by=cast(StaffMember, request.user),
            now=now,
            policy=policy_on(local_date(now)),
        )
    return redirect(f"{reverse('waiting')}?stage={Stage.CLOSED}")


def _answers(request: HttpRequest) -> dict[int, TakenUp]:
    """`place-12=YES`; anything else is no answer."""
    found = {}
    for name, value in request.POST.items():
        number = name.removeprefix("place-")
        if number != name and number.isascii() and number.isdigit() and value in TakenUp.values:
            found[int(number[:9])] = TakenUp(value)
    return found
