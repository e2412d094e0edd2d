"""Labels: those of the service under /settings/labels/, those of a referral on its record."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload import labels
from caseload.actions import labels as actions
from caseload.forms.labels import DefineLabelForm, LabelsForm
from caseload.models import Label
from caseload.record import overview, source
from clinical.errors import Refused
from referrals.access import open_record
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@requires(Permission.DEFINE_LABELS)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Every label, in use and retired; one more is defined here."""
    form = DefineLabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            label = actions.define_label(
                **form.cleaned_data, by=cast(StaffMember, request.user), now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"“{label.name}” can be put on referrals now.")
            return redirect("labels")
    known = labels.known()
    context = {
        "form": form,
        "in_use": [one for one in known if one.retired_at is None],
        "retired": [one for one in known if one.retired_at is not None],
        "has_errors": bool(form.errors),
    }
    return render(request, "caseload/labels.html", context)


@requires(Permission.DEFINE_LABELS)
@require_POST
def retire(request: HttpRequest, label: int) -> HttpResponse:
    """Offer a label no longer."""
    known = labels.one(label)
    if known is None:
        raise Http404
    with telling(request, f"“{known.name}” is retired. Where it stands it stays."):
        actions.retire_label(label=known, by=cast(StaffMember, request.user), now=timezone.now())
    return redirect("labels")


@require_http_methods(["GET", "HEAD", "POST"])
def of_referral(request: HttpRequest, reference: str) -> HttpResponse:
    """Which labels stand on this referral."""
    opened = open_record(request, reference, needs=Permission.LABEL)
    now = timezone.now()
    head = source.head(opened.referral.pk)
    standing = set(head.row["labels"])
    offered = labels.offered(standing)
    choices = [(pk, _words(label)) for pk, label in offered.items()]
    chosen = [pk for pk, label in offered.items() if label.name in standing]
    form = LabelsForm(request.POST or None, offered=choices, initial={"labels": chosen})
    if request.method == "POST":
        form = LabelsForm(request.POST, offered=choices)
        if form.is_valid():
            try:
                actions.set_labels(
                    referral=opened.referral,
                    labels=[offered[pk] for pk in form.cleaned_data["labels"]],
                    by=cast(StaffMember, request.user),
                    now=now,
                )
            except Refused as refusal:
                form.add_error(refusal.field or None, str(refusal))
            else:
                messages.success(request, "Saved.")
                return redirect("caseload:record", reference)
    context = {
        "frame": overview.frame(opened.referral, head=head, may=opened.may, page="", now=now),
        "form": form,
        "is_empty": not offered,
        "has_errors": bool(form.errors),
    }
    return render(request, "caseload/record/labels.html", context)


def _words(label: Label) -> str:
    retired = " (retired)" if label.retired_at is not None else ""
    return f"{label.name}{retired}" + (f": {label.describes}" if label.describes else "")
