"""/caseload/<reference>/supervision/: what was decided about one person, and what is asked."""

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from clinical.working_days import local_date
from referrals.access import OpenedRecord, open_record
from staff.models import StaffMember
from staff.roles import Permission
from supervision import record_page
from supervision.actions import decisions, questions
from supervision.forms.cases import QuestionForm
from supervision.forms.record import OutcomeForm


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was decided; a question for the next meeting is posted here."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    if request.method != "POST":
        return _drawn(request, opened)
    form = QuestionForm(request.POST)
    if form.is_valid() and _is_asked(form, opened, request=request):
        messages.success(request, "Your question comes to the next meeting.")
        return redirect("record_supervision:record", reference)
    return _drawn(request, opened, question=form, status=422)


@require_safe
def panel(request: HttpRequest, reference: str) -> HttpResponse:
    """What was agreed and is not done: a panel of the page on which a session is logged. Opened by
    itself it is the whole page.
    """
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    if not request.headers.get("HX-Request"):
        return redirect("record_supervision:record", reference)
    found = record_page.read(opened.referral, on=local_date(timezone.now()))
    shown = {"supervision": found, "reference": reference}
    return render(request, "supervision/agreed.html", shown)


@require_POST
def done(request: HttpRequest, reference: str, agreed: int) -> HttpResponse:
    """Say what came of what was agreed. Whoever takes calls alone reads nothing of it."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    chosen = record_page.action_of(opened.referral, agreed)
    if chosen is None:
        raise Http404
    form = OutcomeForm(request.POST, auto_id=_ids(agreed))
    if form.is_valid():
        try:
            decisions.complete_action(
                action=chosen,
                outcome=form.cleaned_data["outcome"],
                by=cast(StaffMember, request.user),
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "What came of it stands on the record.")
            return redirect("record_supervision:record", reference)
    return _drawn(request, opened, outcomes={agreed: form}, status=422)


def _is_asked(form: QuestionForm, opened: OpenedRecord, *, request: HttpRequest) -> bool:
    try:
        questions.ask(
            referral=opened.referral,
            text=form.cleaned_data["text"],
            by=cast(StaffMember, request.user),
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _ids(action: int) -> str:
    """One form for each action on the page, each with ids of its own."""
    return f"action-{action}-%s"


def _drawn(
    request: HttpRequest,
    opened: OpenedRecord,
    *,
    question: QuestionForm | None = None,
    outcomes: Mapping[int, OutcomeForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    found = record_page.read(opened.referral, on=local_date(now))
    empty = {one.id: OutcomeForm(auto_id=_ids(one.id)) for one in found.to_do if one.id}
    sent = dict(outcomes or {})
    context = {
        "frame": frame_of(opened, now=now, page="supervision"),
        "supervision": found,
        "reference": opened.referral.reference,
        "question": question or QuestionForm(),
        "outcomes": empty | sent,
        "wrong": [form for form in (question, *sent.values()) if form is not None],
    }
    return render(request, "supervision/record.html", context, status=status)
