"""Log a week of internet-enabled therapy, and take one back."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.actions import internet_therapy as actions
from caseload.forms.internet_therapy import InternetTherapyForm, WithdrawWeekForm, fresh
from caseload.record import online
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from clinical.wording import sentence_date
from referrals.access import open_record
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, reference: str) -> HttpResponse:
    """One week in a programme: one session."""
    opened = open_record(request, reference, needs=Permission.LOG_SESSION)
    now = timezone.now()
    form = InternetTherapyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.log_internet_therapy(
                referral=opened.referral,
                week=form.week(),
                form_key=form.cleaned_data["form_key"],
                by=cast(StaffMember, request.user),
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Logged: it counts as one session.")
            return redirect("caseload:sessions", reference)
    if not form.is_bound:
        last = online.last_standing(opened.referral.pk)
        form.initial = fresh(last=last, on=timezone.localdate(now))
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "has_errors": bool(form.errors),
        "is_open": opened.referral.is_open,
    }
    return render(request, "caseload/record/internet_therapy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str, week: int) -> HttpResponse:
    """Take a week back, with a reason."""
    opened = open_record(request, reference, needs=Permission.LOG_SESSION)
    logged = online.standing(opened.referral.pk, week)
    if logged is None:
        raise Http404
    form = WithdrawWeekForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_internet_therapy(
                log=logged,
                reason=form.cleaned_data["reason"],
                may_withdraw_any=Permission.WITHDRAW_NOTE in opened.may,
                by=cast(StaffMember, request.user),
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Withdrawn: it counts no more.")
            return redirect("caseload:sessions", reference)
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "has_errors": bool(form.errors),
        "until": sentence_date(logged.ended_on, timezone.localdate(now)),
    }
    return render(request, "caseload/record/internet_therapy_withdraw.html", context)
