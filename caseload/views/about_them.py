"""/caseload/<reference>/about/: equality answers, conditions and the GP practice of anybody."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.forms.about_them import CONDITIONS, KINDS, NOT_LISTED, AboutThemForm, PracticeForm
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from referrals import equality, places
from referrals.access import OpenedRecord, open_record
from referrals.models import Practice
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the equality questions, and which long-term conditions somebody has."""
    opened = open_record(request, reference, needs=Permission.CHANGE_RECORD)
    now = timezone.now()
    form = AboutThemForm(
        request.POST if request.method == "POST" else None,
        answers=equality.latest(opened.referral.patient_id),
        conditions=equality.conditions_of(opened.referral),
        initial={"shown": equality.version(opened.referral)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            equality.record(
                referral=opened.referral,
                given=form.given(),
                conditions=form.cleaned_data["conditions"],
                shown=form.cleaned_data["shown"],
                by=cast(StaffMember, request.user),
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("caseload:details", reference)
    more = {"kinds": KINDS, "conditions": CONDITIONS}
    return _drawn(request, opened, "caseload/about/questions.html", form=form, **more)


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, reference: str) -> HttpResponse:
    """Pick the GP practice from the list, by a few letters."""
    opened = open_record(request, reference, needs=Permission.CHANGE_DETAILS)
    patient = opened.referral.patient
    data = request.POST if request.method == "POST" else None
    begin = patient.gp.rpartition(",")[2].strip()
    text = (data.get("looked_for", "") if data else begin)[:120]
    found = places.find(text)
    form = PracticeForm(
        data,
        found=found,
        initial={
            "looked_for": text,
            "version": patient.version,
            "practice": patient.practice_id or "",
        },
    )
    saves = data is not None and "save" in data
    if saves and form.is_valid() and _registered(request, opened, form, found):
        messages.success(request, "GP practice saved.")
        return redirect("caseload:details", reference)
    more = {
        "found": found,
        "is_loaded": bool(found) or places.any_loaded(),
        "said": patient.gp,
        "shows_errors": saves,
    }
    return _drawn(request, opened, "caseload/about/practice.html", form=form, **more)


def _registered(
    request: HttpRequest, opened: OpenedRecord, form: PracticeForm, found: list[Practice]
) -> bool:
    """Saved, unless there is something to say beside the field."""
    chosen = form.cleaned_data["practice"]
    if not chosen:
        form.add_error("practice", "Choose the practice, or that it is not on the list.")
        return False
    one = next((one for one in found if one.code == chosen), None)
    try:
        places.register_with(
            referral=opened.referral,
            practice=None if chosen == NOT_LISTED else one,
            version=form.cleaned_data["version"],
            by=cast(StaffMember, request.user),
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _drawn(
    request: HttpRequest, opened: OpenedRecord, template: str, *, form: Any, **more: Any
) -> HttpResponse:
    wrong = bool(form.is_bound and form.errors and more.get("shows_errors", True))
    context = {
        "frame": frame_of(opened, now=timezone.now()),
        "form": form,
        "has_errors": wrong,
        **more,
    }
    return render(request, template, context, status=422 if wrong else 200)
