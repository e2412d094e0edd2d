"""End a referral; with open risk, ask for it, agree to it, or take it back."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload.actions import endings
from caseload.endings_agreed import waits_for_supervision
from caseload.forms.risk import AgreeForm, EndForm
from caseload.models import EndingWithOpenRisk
from caseload.record import follow_up, source
from caseload.record.follow_up import AskedEnding
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """End treatment; while a risk plan is open, ask a second person to agree."""
    opened = open_record(request, reference, needs=Permission.END_REFERRAL)
    now, by = timezone.now(), cast(StaffMember, request.user)
    asks = opened.referral.risk_open_since is not None
    form = EndForm(request.POST or None, today=timezone.localdate(now), asks=asks)
    if request.method == "POST" and form.is_valid():
        try:
            said = _ended(opened, form, asks=asks, by=by, now=now)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, said)
            return redirect("caseload:risk" if asks else "caseload:record", reference)
    return _drawn(request, opened, now=now, form=form, asks=asks)


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """The second person reads what was asked and why, and agrees in their own words and with their
    password: it closes each risk plan.
    """
    opened = open_record(request, reference, needs=Permission.AGREE_ENDING)
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = AgreeForm(request.POST or None)
    is_confirmed = form.is_valid() and form.confirms(request)
    if form.is_valid():
        try:
            endings.agree_to_end(
                asked=_waiting(opened),
                why=form.cleaned_data["agreed_why"],
                is_confirmed=is_confirmed,
                by=by,
                now=now,
                policy=policy_on(timezone.localdate(now)),
            )
        except Refused as refusal:
            form.say(refusal)
        else:
            messages.success(request, "Ended. Each risk plan is closed with your words.")
            return redirect("caseload:record", reference)
    return _drawn(request, opened, now=now, agree_form=form)


@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what was asked, or say no: the risk plan stands as it did."""
    opened = open_record(request, reference, needs=Permission.RISK_ACTION)
    with telling(request, "Withdrawn. The risk plan stands as it did."):
        endings.withdraw_ending(
            asked=_waiting(opened), by=cast(StaffMember, request.user), now=timezone.now()
        )
    return redirect("caseload:risk", reference)


def _ended(
    opened: OpenedRecord, form: EndForm, *, asks: bool, by: StaffMember, now: datetime
) -> str:
    """Do it, or ask for it; what to say afterwards."""
    policy, ending = policy_on(timezone.localdate(now)), form.ending()
    if asks:
        endings.ask_to_end(referral=opened.referral, ending=ending, by=by, now=now)
        return "Asked. Nothing has ended yet: a second person has to agree."
    endings.end_referral(referral=opened.referral, ending=ending, by=by, now=now, policy=policy)
    return "Ended. Later appointments are out of the diary."


def _waiting(opened: OpenedRecord) -> EndingWithOpenRisk:
    """What was asked of this referral last; decided ones are refused with words."""
    asked = source.last_ending_asked(opened.referral.pk)
    if asked is None:
        raise Refused("No ending waits for a second person.")
    return asked


def _drawn(
    request: HttpRequest, opened: OpenedRecord, *, now: datetime, **context: Any
) -> HttpResponse:
    context = {"form": None, "agree_form": None, "asks": False} | context
    form = context["form"] or context["agree_form"]
    context |= {
        "frame": frame_of(opened, now=now),
        "waiting": _asked(request, opened, now=now),
        "has_errors": bool(form and form.errors),
        "not_agreed": waits_for_supervision(opened.referral),
    }
    return render(request, "caseload/record/end.html", context)


def _asked(request: HttpRequest, opened: OpenedRecord, *, now: datetime) -> AskedEnding | None:
    reader = cast(StaffMember, request.user)
    return follow_up.asked_ending_of(opened.referral, reader_id=reader.pk, now=now)
