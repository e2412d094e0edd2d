"""Book an appointment, and take one out of the diary."""

from datetime import datetime
from typing import TypedDict, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.actions import bookings, contacts
from caseload.forms.record import BookingForm, CancelBookingForm
from caseload.models import CareContact, ContactKind
from caseload.record import pages, source
from caseload.slots import Diary
from caseload.views.record_changes import frame_of
from clinical import wording
from clinical.errors import Refused
from clinical.policy import Policy
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from staff.models import StaffMember
from staff.roles import Permission

_PASSED_ON = "What you wrote was passed on at once. You need not write it again."


class _Given(TypedDict):
    """What both verbs about a cancellation take."""

    contact: CareContact
    reason: str
    by: StaffMember
    now: datetime
    policy: Policy


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, reference: str) -> HttpResponse:
    """Put an appointment in the diary of whoever carries the person."""
    opened = open_record(request, reference, needs=Permission.BOOK)
    now = timezone.now()
    policy = policy_on(timezone.localdate(now))
    form = BookingForm(request.POST or None, initial=_usual(request, opened, policy), now=now)
    if request.method == "POST" and form.is_valid():
        try:
            booked = _book(opened, form, by=cast(StaffMember, request.user), now=now)
        except Refused as refusal:
            form.add_error("time" if refusal.field == "next" else None, str(refusal))
        else:
            on = timezone.localdate(now)
            messages.success(request, f"Booked {wording.time_within(booked.starts_at, on)}.")
            return redirect("caseload:record", reference)
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "has_errors": bool(form.errors),
        "pwp": opened.referral.carried_by,
        "is_open": opened.referral.is_open,
        "free": _free(opened, now=now, policy=policy),
    }
    return render(request, "caseload/record/book.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Take an appointment out of the diary, with a reason."""
    opened = open_record(request, reference, needs=Permission.BOOK)
    booked = source.booked(opened.referral, contact)
    if booked is None:
        raise Http404
    form = CancelBookingForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        given: _Given = {
            "contact": booked,
            "reason": form.cleaned_data["reason"],
            "by": cast(StaffMember, request.user),
            "now": now,
            "policy": policy_on(timezone.localdate(now)),
        }
        may = Permission.RISK_ACTION in opened.may
        try:
            bookings.cancel_booking(**given, may_cancel_safety_follow_up=may)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
            if bookings.hear_reason(**given):
                form.add_error(None, _PASSED_ON)
        else:
            messages.success(request, "Taken out of the diary.")
            return redirect("caseload:record", reference)
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "has_errors": bool(form.errors),
        "when": wording.time_within(booked.starts_at, timezone.localdate(now)),
        "contact": booked.reference,
    }
    return render(request, "caseload/record/cancel.html", context)


def _book(
    opened: OpenedRecord, form: BookingForm, *, by: StaffMember, now: datetime
) -> CareContact:
    pwp = opened.referral.carried_by
    if pwp is None:
        raise Refused("Nobody carries this person yet: allocate first, then book.")
    return contacts.book(
        referral=opened.referral,
        kind=ContactKind(form.cleaned_data["kind"]),
        booking=form.booking(),
        pwp_id=pwp.pk,
        by=by,
        now=now,
    )


def _usual(request: HttpRequest, opened: OpenedRecord, policy: Policy) -> dict[str, object]:
    """How they usually meet; the day and time of a free slot that was followed."""
    is_new = opened.referral.status in {"RECEIVED", "WAITING", "ALLOCATED"}
    return {
        "day": request.GET.get("day", ""),
        "time": request.GET.get("time", ""),
        "minutes": policy.session_minutes,
        "medium": opened.referral.usual_medium,
        "kind": ContactKind.ASSESSMENT if is_new else ContactKind.TREATMENT,
    }


def _free(opened: OpenedRecord, *, now: datetime, policy: Policy) -> tuple[pages.FreeTime, ...]:
    pwp = opened.referral.carried_by
    if pwp is None or not opened.referral.is_open:
        return ()
    busy = source.busy(pwp.pk, now=now)
    diary = Diary(booked=busy, policy=policy, minutes=policy.session_minutes)
    usual = source.usual_time(opened.referral.pk)
    return pages.free_times(diary, usual=usual, now=now)
