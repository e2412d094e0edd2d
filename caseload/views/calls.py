"""Log a call: about somebody whose record is open, or about somebody not found yet."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload import owners
from caseload.actions import calls
from caseload.forms.calls import CALLERS, YES_NO, CallForm, UnknownCallForm, fresh
from caseload.models import Call
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from policy.current import policy_on
from referrals.access import open_record
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """A call about this person."""
    opened = open_record(request, reference, needs=Permission.LOG_CALL)
    now = timezone.now()
    form = CallForm(request.POST or None, initial=fresh())
    if request.method == "POST" and form.is_valid():
        is_clinician = Permission.VIEW_RECORD in opened.may
        try:
            call = calls.log_call(
                referral=opened.referral,
                entry=form.entry(),
                form_key=form.cleaned_data["form_key"],
                by_clinician=is_clinician,
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy_on(timezone.localdate(now)),
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _said(told=call.mentions_risk, is_clinician=is_clinician))
            return redirect("caseload:record", reference)
    return _drawn(request, form, frame=frame_of(opened, now=now))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LOG_UNKNOWN_CALL)
def new_of_nobody(request: HttpRequest) -> HttpResponse:
    """A call about somebody not found yet: it waits on the duty page until a person finds them."""
    now = timezone.now()
    form = UnknownCallForm(request.POST or None, initial=fresh())
    if request.method == "POST" and form.is_valid():
        try:
            call = calls.log_call_of_nobody_yet(
                entry=form.entry(),
                form_key=form.cleaned_data["form_key"],
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy_on(timezone.localdate(now)),
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _who_finds_out(call, now=now))
            return redirect("today")
    return _drawn(request, form, frame=None)


def _who_finds_out(call: Call, *, now: datetime) -> str:
    """With nobody on duty and no service lead here that is said, so that somebody is rung."""
    service = owners.service_at(now)
    owner = call.owner.full_name if call.owner else "Nobody"
    if call.owner_id in {service.duty_senior, service.service_lead}:
        return f"Call logged. {owner} finds out whose it is."
    finds = "You find out" if call.owner_id == call.by_id else f"{owner} finds out"
    return f"Call logged. Nobody is on duty and no service lead is here: {finds} whose it is."


def _said(*, told: bool, is_clinician: bool) -> str:
    """What the next page says; nothing of what the call was about."""
    if not told:
        return "Call logged."
    if is_clinician:
        return "Call logged. The duty senior and whoever carries this person are told."
    return "Call logged. The duty senior is told at once."


def _drawn(request: HttpRequest, form: CallForm, *, frame: object) -> HttpResponse:
    context = {
        "frame": frame,
        "form": form,
        "callers": CALLERS,
        "yes_no": YES_NO,
        "has_errors": bool(form.errors),
    }
    return render(request, "caseload/calls/new.html", context)
