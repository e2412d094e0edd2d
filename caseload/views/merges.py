"""/patients/merges/: records that are one person; proposing it, from a record."""

import uuid
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import trail
from audit.events import Event
from caseload.forms.merges import ProposeForm, UndoForm
from caseload.merges import page
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from referrals import merging
from referrals.access import open_record
from referrals.models import Merge
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing
from staff.telling import telling


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that this record and another are one person."""
    opened = open_record(request, reference, needs=Permission.MERGE_RECORDS)
    member, now = _reader(request), timezone.now()
    likely = page.likely(opened.referral, standing=_standing(member), now=now)
    trail.record_view(
        Event.LIST_VIEWED, by=member, at=now, shown=[one.patient_id for one in likely.people]
    )
    form = ProposeForm(
        request.POST if request.method == "POST" else None,
        people=[(one.reference, one.name) for one in likely.people],
    )
    if request.method == "POST" and form.is_valid():
        other = page.of_reference(form.cleaned_data["other"], people=likely.people)
        this = opened.referral.patient
        try:
            merge = merging.propose(
                kept=this if form.keeps_this else other,
                other=other if form.keeps_this else this,
                nhs_number=form.cleaned_data["nhs_number"],
                why=form.cleaned_data["why"],
                by=member,
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Proposed. A second person confirms it.")
            return redirect("merge", merge.key)
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "likely": likely,
        "has_errors": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "caseload/merges/propose.html", context, status=status)


@requires(Permission.SEE_MERGES)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was brought together lately."""
    member, now = _reader(request), timezone.now()
    rows = page.listed(standing=_standing(member), now=now)
    shown = sorted({one for row in rows for one in row.patient_ids})
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=shown)
    return render(request, "caseload/merges/list.html", {"rows": rows})


@requires(Permission.SEE_MERGES)
@require_safe
def one(request: HttpRequest, merge: uuid.UUID) -> HttpResponse:
    """The two records side by side."""
    return _drawn(request, _of(request, merge), now=timezone.now())


@requires(Permission.SEE_MERGES)
@require_POST
def confirm(request: HttpRequest, merge: uuid.UUID) -> HttpResponse:
    """Bring them together, as the second person."""
    found = _of(request, merge)
    with telling(request, "The two records are one now."):
        merging.confirm(merge=found, by=_reader(request), now=timezone.now())
    return redirect("merge", merge)


@requires(Permission.SEE_MERGES)
@require_POST
def decline(request: HttpRequest, merge: uuid.UUID) -> HttpResponse:
    """They are not one person, or it is not certain."""
    found = _of(request, merge)
    with telling(request, "Noted. Nothing was changed."):
        merging.decline(merge=found, by=_reader(request), now=timezone.now())
    return redirect("merge", merge)


@requires(Permission.SEE_MERGES)
@require_POST
def undo(request: HttpRequest, merge: uuid.UUID) -> HttpResponse:
    """Take them apart again, with a reason."""
    found, form, now = _of(request, merge), UndoForm(request.POST), timezone.now()
    if form.is_valid():
        try:
            merging.undo(merge=found, why=form.cleaned_data["why"], by=_reader(request), now=now)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The two records are two again, as they were.")
            return redirect("merge", merge)
    return _drawn(request, found, now=now, form=form, status=422)


def _reader(request: HttpRequest) -> StaffMember:
    return cast(StaffMember, request.user)


def _standing(member: StaffMember) -> Standing:
    return cast(Standing, member.standing)


def _of(request: HttpRequest, key: uuid.UUID) -> Merge:
    """The proposal, where both records are the reader's to open."""
    found = page.find(key, standing=_standing(_reader(request)))
    if found is None:
        raise Http404
    return found


def _drawn(
    request: HttpRequest,
    merge: Merge,
    *,
    now: datetime,
    form: UndoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    member = _reader(request)
    both = page.both(merge, reader=member, now=now)
    trail.record_view(
        Event.LIST_VIEWED, by=member, at=now, about=merge, shown=sorted(both.patient_ids)
    )
    context = {"both": both, "form": form or UndoForm(), "has_errors": form is not None}
    return render(request, "caseload/merges/one.html", context, status=status)
