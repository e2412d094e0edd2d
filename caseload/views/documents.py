"""/caseload/<reference>/documents/: letters and scans of a record; /documents/: those unread."""

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
from caseload.actions import documents
from caseload.documents import page, unread
from caseload.forms.documents import HARM, AttachForm, TakeOffForm
from caseload.merges import page as merges
from caseload.models import Document, MentionsHarm
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from staff.telling import telling

# What a browser may do with the file should anybody open it in one: nothing.
_SANDBOX = "sandbox; default-src 'none'"


@requires(Permission.SEE_TODAY)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What nobody has read; with script, the same as a part of Today."""
    member, now = cast(StaffMember, request.user), timezone.now()
    policy = policy_on(local_date(now))
    found = unread.read(standing=cast(Standing, member.standing), now=now, policy=policy)
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    part = "unread_part" if request.headers.get("HX-Request") else "unread"
    standing = cast(Standing, member.standing)
    pairs = merges.waiting(standing=standing) if may(member, Permission.SEE_MERGES) else 0
    return render(request, f"caseload/documents/{part}.html", {"unread": found, "pairs": pairs})


@require_safe
def listed(request: HttpRequest, reference: str) -> HttpResponse:
    """All of one record: what came, who attached it, who has read it."""
    opened = open_record(request, reference, needs=Permission.VIEW_CONTACT_DETAILS)
    return _drawn(request, opened, now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Attach a letter or scan."""
    opened = open_record(request, reference, needs=Permission.ATTACH_DOCUMENT)
    now = timezone.now()
    on = local_date(now)
    policy = policy_on(on)
    is_sent = request.method == "POST"
    form = AttachForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        on=on,
        initial={"form_key": uuid.uuid4()},
    )
    if is_sent and form.is_valid():
        by_clinician = Permission.VIEW_RECORD in opened.may
        try:
            document = documents.attach(
                referral=opened.referral,
                entry=form.entry(),
                form_key=form.cleaned_data["form_key"],
                by_clinician=by_clinician,
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _said(document, by_clinician=by_clinician))
            return redirect("papers:documents", reference)
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "harm": HARM,
        "most": policy.document_most_mb,
        "reads": Permission.VIEW_RECORD in opened.may,
        "has_errors": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "caseload/documents/attach.html", context, status=status)


@require_safe
def file(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """The file itself, to be kept and never shown by the browser; that it was opened is on the
    trail.
    """
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    one = _of(opened, document)
    found = page.file_of(one)
    if found is None:
        raise Http404
    trail.record_view(
        Event.DOCUMENT_OPENED,
        by=cast(StaffMember, request.user),
        at=timezone.now(),
        about=one,
        patient_id=opened.referral.patient_id,
        referral_id=opened.referral.pk,
        relation=opened.relation,
    )
    kind, content = found
    response = HttpResponse(content, content_type=kind.content_type)
    name = f"document-{one.reference}.{kind.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def read(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """Say that one has read it."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    one = _of(opened, document)
    with telling(request, "Noted that you have read it."):
        documents.mark_read(document=one, by=cast(StaffMember, request.user), now=timezone.now())
    return redirect("papers:documents", reference)


@require_POST
def withdraw(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """Take it off a wrong record: whoever sees it first, named and with why."""
    opened = open_record(request, reference, needs=Permission.ATTACH_DOCUMENT)
    one, member = _of(opened, document), cast(StaffMember, request.user)
    form, now = TakeOffForm(request.POST), timezone.now()
    if form.is_valid():
        try:
            documents.withdraw(document=one, why=form.cleaned_data["why"], by=member, now=now)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Taken off this record.")
            return redirect("papers:documents", reference)
    return _drawn(request, opened, now=now, form=form, about=document, status=422)


def _of(opened: OpenedRecord, reference: str) -> Document:
    found = page.document(opened.referral, reference)
    if found is None:
        raise Http404
    return found


def _said(document: Document, *, by_clinician: bool) -> str:
    if document.mentions_harm == MentionsHarm.NO:
        return "Attached."
    if by_clinician:
        return "Attached. The duty senior and whoever carries this person are told."
    return "Attached. The duty senior is told at once."


def _drawn(
    request: HttpRequest,
    opened: OpenedRecord,
    *,
    now: datetime,
    form: TakeOffForm | None = None,
    about: str = "",
    status: int = 200,
) -> HttpResponse:
    reader = cast(StaffMember, request.user)
    context = {
        "frame": frame_of(opened, now=now, page="documents"),
        "documents": page.read(opened.referral, may=opened.may, reader=reader, now=now),
        "form": form,
        "about": about,
        "has_errors": form is not None,
    }
    return render(request, "caseload/documents/list.html", context, status=status)
