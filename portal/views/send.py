"""/caseload/<referral>/questionnaire/send: send the questionnaire now, read its link out, end."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from clinical.policy import Policy
from policy.current import policy_on
from portal.actions import links
from portal.questionnaire import staff_page
from referrals.access import OpenedRecord, open_record
from staff.models import StaffMember
from staff.roles import Permission

_DONE = {
    "send": "The questionnaire is on its way.",
    "show": "The link is ready to read out.",
    "end": "The link has ended. What was answered is kept.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """For the next appointment, by the way agreed; or shown here, to read out or copy."""
    opened = open_record(request, reference, needs=Permission.SEND_QUESTIONNAIRE)
    now = timezone.now()
    policy = policy_on(timezone.localdate(now))
    why_not = ""
    if request.method == "POST":
        wanted = request.POST.get("do", "")
        why_not = _do(request, opened, wanted, policy=policy)
        if not why_not:
            messages.success(request, _DONE[wanted])
            return redirect("links:send", reference)
    context = {
        "frame": frame_of(opened, now=now),
        "page": staff_page.read(opened.referral, now=now),
        "why_not": why_not,
        "has_errors": bool(why_not),
    }
    return render(request, "portal/send.html", context, status=409 if why_not else 200)


def _do(request: HttpRequest, opened: OpenedRecord, wanted: str, *, policy: Policy) -> str:
    """What was asked for; the words of a refusal, empty when it was done."""
    now, by = timezone.now(), cast(StaffMember, request.user)
    referral = opened.referral
    contact = staff_page.next_session(referral, now=now)
    try:
        if wanted == "end":
            live = staff_page.live_link(referral, now=now)
            if live is not None:
                links.end_early(link=live, by=by, now=now, policy=policy)
        elif wanted in _DONE:
            act = links.send_now if wanted == "send" else links.hand_out
            act(referral=referral, contact=contact, by=by, now=now, policy=policy)
        else:
            return "Choose one of the buttons."
    except Refused as refusal:
        return str(refusal)
    return ""
