"""Changing what stands on a record: contact details, the "Now" panel, the problem descriptor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.forms.record import ContactDetailsForm, ProblemForm, TreatmentForm, VersionedForm
from caseload.record import overview, source
from clinical import wording
from clinical.errors import Refused
from clinical.problems import Problem
from referrals import actions, details
from referrals.access import OpenedRecord, open_record
from referrals.conflict import Conflict
from referrals.models import Patient, Referral
from staff.models import StaffMember
from staff.roles import Permission


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people changed at the same time."""

    label: str
    theirs: str


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Change how the person is reached."""
    opened = open_record(request, reference, needs=Permission.CHANGE_DETAILS)
    change = Change(
        heading="Change contact details",
        form=ContactDetailsForm,
        holder=opened.referral.patient,
        action=details.change_contact_details,
        done="Contact details saved.",
    )
    return _page(request, opened, change)


@require_http_methods(["GET", "HEAD", "POST"])
def treatment(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what is being worked on."""
    opened = open_record(request, reference, needs=Permission.CHANGE_RECORD)
    change = Change(
        heading="Change problem, treatment and goals",
        form=TreatmentForm,
        holder=opened.referral,
        action=actions.change_treatment_summary,
        done="Saved.",
    )
    return _page(request, opened, change)


@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the main problem; the ones before it stay, with their dates."""
    opened = open_record(request, reference, needs=Permission.CHANGE_RECORD)
    form = ProblemForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_problem(
                referral=opened.referral,
                problem=Problem[form.cleaned_data["problem"]],
                on=timezone.localdate(now),
                by=cast(StaffMember, request.user),
                now=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Main problem recorded.")
            return redirect("caseload:details", reference)
    return _drawn(request, opened, form, heading="Record the main problem")


@dataclass(frozen=True, slots=True)
class Change:
    """One page that changes a versioned row."""

    heading: str
    form: type[ContactDetailsForm | TreatmentForm]
    holder: Patient | Referral
    action: Callable[..., None]
    done: str

    def unbound(self) -> VersionedForm:
        """The form with what the record says now."""
        names = self.form.base_fields
        return self.form(initial={name: getattr(self.holder, name) for name in names})


def _page(request: HttpRequest, opened: OpenedRecord, change: Change) -> HttpResponse:
    """Draw the form, or save over the version that was shown."""
    if request.method != "POST":
        return _drawn(request, opened, change.unbound(), heading=change.heading)
    form = change.form(request.POST)
    if form.is_valid():
        try:
            change.action(
                referral=opened.referral,
                entry=form.entry(),
                version=form.cleaned_data["version"],
                by=cast(StaffMember, request.user),
                now=timezone.now(),
            )
        except Conflict as conflict:
            return _conflict(request, opened, change, form, conflict)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, change.done)
            return redirect("caseload:record", opened.referral.reference)
    return _drawn(request, opened, form, heading=change.heading)


def _conflict(
    request: HttpRequest,
    opened: OpenedRecord,
    change: Change,
    form: ContactDetailsForm | TreatmentForm,
    conflict: Conflict,
) -> HttpResponse:
    """409 with both texts: mine in the form, theirs beside it; the next save is made knowingly."""
    typed = form.cleaned_data
    differences = [
        Difference(str(form.fields[name].label), _words(theirs))
        for name, theirs in conflict.theirs.items()
        if theirs != typed[name]
    ]
    mine = change.form(initial=typed | {"version": change.holder.version})
    at = wording.clock(conflict.theirs_at)
    more = {
        "conflict": f"{conflict.theirs_by} changed this at {at}.",
        "differences": differences,
    }
    return _drawn(request, opened, mine, heading=change.heading, status=409, **more)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value) if value not in {"", None} else "Nothing"


def _drawn(
    request: HttpRequest,
    opened: OpenedRecord,
    form: Any,
    *,
    heading: str,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "frame": frame_of(opened, now=timezone.now()),
        "form": form,
        "heading": heading,
        "has_errors": bool(form.errors),
        **more,
    }
    return render(request, "caseload/record/change.html", context, status=status)


def frame_of(opened: OpenedRecord, *, now: datetime, page: str = "") -> overview.Frame:
    """Banner, heading and tabs of an opened record. One query."""
    head = source.head(opened.referral.pk)
    return overview.frame(opened.referral, head=head, may=opened.may, page=page, now=now)
