"""One message to several people who wait: looked at, then sent in one action."""

from datetime import datetime
from typing import cast

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.working_days import local_date
from policy.current import policy_on
from portal import waiting_messages
from portal.actions import waiting_messages as actions
from portal.actions.waiting_messages import Sent
from portal.models import MessageKind
from referrals.models import Referral
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@requires(Permission.SEE_WAITING)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Who gets it and who cannot be reached; one button sends it."""
    member, now = cast(StaffMember, request.user), timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    references = asked["all"].split() if asked.get("all") else asked.getlist("who")
    people = waiting_messages.chosen(references, standing=cast(Standing, member.standing), now=now)
    if not people:
        told.warning(request, "Tick somebody first.")
        return redirect("waiting")
    kind = asked.get("kind", "")
    if request.method != "POST" or kind not in {MessageKind.WAITING, MessageKind.OPT_IN}:
        error = "Choose what to send." if request.method == "POST" else ""
        return _page(request, people, member=member, now=now, error=error)
    sent = _send(MessageKind(kind), people, member=member, now=now)
    told.success(request, _said(sent))
    return redirect("waiting")


def _send(kind: MessageKind, people: list[Referral], *, member: StaffMember, now: datetime) -> Sent:
    policy = policy_on(local_date(now))
    if kind is MessageKind.WAITING:
        return actions.tell(referrals=people, by=member, now=now, policy=policy)
    booked = waiting_messages.booked_among(people, now=now)
    unbooked = [one for one in people if one.pk not in booked]
    return actions.ask(referrals=unbooked, by=member, now=now, policy=policy)


def _said(sent: Sent) -> str:
    said = f"{wording.count(sent.queued, 'message')} on the way."
    if sent.had_today:
        said += f" {wording.count(sent.had_today, 'person', 'people')} had it already."
    if sent.to_be_rung:
        rung = wording.count(sent.to_be_rung, "person is", "people are")
        said += f" {rung} to be rung instead: it is on somebody's Today."
    return said


def _page(
    request: HttpRequest,
    people: list[Referral],
    *,
    member: StaffMember,
    now: datetime,
    error: str,
) -> HttpResponse:
    page = waiting_messages.read(people, now=now)
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=page.shown)
    shown = {"page": page, "error": error, "has_errors": bool(error)}
    return render(request, "portal/waiting_messages.html", shown, status=422 if error else 200)
