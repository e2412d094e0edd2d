"""Changing what stands on a record: contact details, the "Now" panel with what was told at
assessment, the problem descriptor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.forms.record import ContactDetailsForm, ProblemForm, TreatmentForm
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

_TEMPLATE = "caseload/record/change.html"


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
        shown=_fields_of(ContactDetailsForm, opened.referral.patient),
        versions={Patient: "version"},
        action=details.change_contact_details,
        done="Contact details saved.",
    )
    return _page(request, opened, change)


@require_http_methods(["GET", "HEAD", "POST"])
def treatment(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what is being worked on, and what was told at assessment."""
    opened = open_record(request, reference, needs=Permission.CHANGE_RECORD)
    patient = opened.referral.patient
    change = Change(
        heading="Change problem, treatment and goals",
        form=TreatmentForm,
        shown=_fields_of(TreatmentForm, patient)
        | _fields_of(TreatmentForm, opened.referral)
        | {"person_version": patient.version},
        versions={Referral: "version", Patient: "person_version"},
        action=actions.change_treatment_summary,
        done="Saved.",
        template="caseload/record/treatment.html",
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
    """One page that changes versioned rows; `shown` is what the record says now, `versions` the
    field of each row's version.
    """

    heading: str
    form: type[ContactDetailsForm | TreatmentForm]
    shown: Mapping[str, object]
    versions: Mapping[type | None, str]
    action: Callable[..., None]
    done: str
    template: str = _TEMPLATE

    def words(self) -> dict[str, Any]:
        """What its page is called, and is drawn with."""
        return {"heading": self.heading, "template": self.template}


def _fields_of(form: type[forms.Form], row: Patient | Referral) -> dict[str, object]:
    """What a row says in the fields of a form."""
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}


def _page(request: HttpRequest, opened: OpenedRecord, change: Change) -> HttpResponse:
    """Draw the form, or save over the version that was shown."""
    if request.method != "POST":
        return _drawn(request, opened, change.form(initial=dict(change.shown)), **change.words())
    form = change.form(request.POST)
    if form.is_valid():
        try:
            change.action(
                referral=opened.referral,
                **form.given(),
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
    return _drawn(request, opened, form, **change.words())


def _conflict(
    request: HttpRequest,
    opened: OpenedRecord,
    change: Change,
    form: ContactDetailsForm | TreatmentForm,
    conflict: Conflict,
) -> HttpResponse:
    """409 with both texts: mine in the form, theirs beside it; the next save is made knowingly.
    What is not shown beside mine keeps its old version: the next save goes over none of it.
    """
    typed = form.cleaned_data
    differences = [
        Difference(str(form.fields[name].label), _words(theirs))
        for name, theirs in conflict.theirs.items()
        if theirs != typed[name]
    ]
    version = change.versions[conflict.row]
    mine = change.form(initial=typed | {version: change.shown[version]})
    at = wording.clock(conflict.theirs_at)
    more: dict[str, Any] = {
        "conflict": f"{conflict.theirs_by} changed this at {at}.",
        "differences": differences,
    }
    return _drawn(request, opened, mine, status=409, **change.words(), **more)


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
    template: str = _TEMPLATE,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "frame": frame_of(opened, now=timezone.now()),
        "form": form,
        "heading": heading,
        "has_errors": bool(form.errors),
        **more,
    }
    return render(request, template, context, status=status)


def frame_of(opened: OpenedRecord, *, now: datetime, page: str = "") -> overview.Frame:
    """Banner, heading and tabs of an opened record. One query."""
    head = source.head(opened.referral.pk)
    return overview.frame(opened.referral, head=head, may=opened.may, page=page, now=now)
