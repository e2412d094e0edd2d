"""What follows a signed session: correcting it, withdrawing it, filing it on the right record."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.actions import scores, signed_notes
from caseload.forms.answers_again import AnswersForm
from caseload.forms.notes import CorrectionForm, FileAgainForm, TotalForm, WithdrawForm
from caseload.models import ContactState
from caseload.session import note as session_note
from caseload.session.note import SessionNote
from caseload.views.session_opening import OpenedSession, open_session
from clinical.errors import Refused
from clinical.measures import MEASURES
from clinical.working_days import local_date
from outcomes.progress import answered_scores, typed_totals, withdrawn_scores
from policy.current import policy_on
from referrals.access import open_record
from referrals.models import Referral
from staff.roles import Permission

NoteForm = AnswersForm | CorrectionForm | TotalForm | WithdrawForm | FileAgainForm


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Add words beside a signed note."""
    opened = open_session(request, reference, contact, needs=Permission.ADD_CORRECTION)
    if not opened.source.contact.is_signed:
        return redirect("caseload:session", reference, contact)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signed_notes.correct(
                contact=opened.source.contact,
                text=form.cleaned_data["text"],
                form_key=form.cleaned_data["form_key"],
                by=opened.by,
                now=opened.now,
                policy=policy_on(local_date(opened.now)),
            )
        except Refused as refusal:
            form.add_error(_known(form, refusal), str(refusal))
        else:
            messages.success(request, "Correction added.")
            return redirect("caseload:session", reference, contact)
    return _form_page(request, opened, "caseload/session_correction.html", form)


@require_http_methods(["GET", "POST"])
def total(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Correct a total that was typed in wrongly at a session that is signed."""
    opened = open_session(request, reference, contact, needs=Permission.ADD_CORRECTION)
    typed = tuple(typed_totals(opened.source.contact.sitting_id))
    if opened.source.contact.state != ContactState.LOGGED or not typed:
        return redirect("caseload:session", reference, contact)
    form = TotalForm(request.POST or None, typed=typed)
    if request.method == "POST" and form.is_valid() and form.wrong is not None:
        try:
            scores.correct_total(
                contact=opened.source.contact,
                score=form.wrong,
                total=form.cleaned_data["total"],
                reason=form.cleaned_data["reason"],
                by=opened.by,
                now=opened.now,
                policy=opened.policy,
            )
        except Refused as refusal:
            form.add_error(_known(form, refusal), str(refusal))
        else:
            messages.success(request, "Total corrected.")
            return redirect("caseload:session", reference, contact)
    return _form_page(request, opened, "caseload/session_total.html", form)


@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Correct the answers to a questionnaire at a session that is signed: one at a time, named in
    the address.
    """
    opened = open_session(request, reference, contact, needs=Permission.ADD_CORRECTION)
    standing = {one.measure: one for one in answered_scores(opened.source.contact.sitting_id)}
    wrong = standing.get(request.GET.get("of", ""), next(iter(standing.values()), None))
    if opened.source.contact.state != ContactState.LOGGED or wrong is None:
        return redirect("caseload:session", reference, contact)
    form = AnswersForm(request.POST or None, wrong=wrong)
    if request.method == "POST" and form.is_valid():
        try:
            scores.correct_answers(
                contact=opened.source.contact,
                score=wrong,
                answers=form.answers,
                work_not_applicable=form.work_not_applicable,
                reason=form.cleaned_data["reason"],
                by=opened.by,
                now=opened.now,
                policy=opened.policy,
            )
        except Refused as refusal:
            form.add_error(_known(form, refusal), str(refusal))
        else:
            messages.success(request, f"{form.measure.name} corrected.")
            return redirect("caseload:session", reference, contact)
    others = [MEASURES[code] for code in standing if code != wrong.measure]
    return _form_page(request, opened, "caseload/session_answers.html", form, others=others)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Take a note off the wrong person's record, with a reason."""
    opened = open_session(request, reference, contact)
    if not _may_withdraw(opened):
        return redirect("caseload:session", reference, contact)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signed_notes.withdraw(
                contact=opened.source.contact,
                reason=form.cleaned_data["reason"],
                may_withdraw_any=Permission.WITHDRAW_NOTE in opened.record.may,
                by=opened.by,
                now=opened.now,
            )
        except Refused as refusal:
            form.add_error(_known(form, refusal), str(refusal))
        else:
            messages.success(request, "Withdrawn. File it on the right person's record now.")
            return redirect("caseload:session_file_again", reference, contact)
    return _form_page(request, opened, "caseload/session_withdraw.html", form)


@require_http_methods(["GET", "POST"])
def file_again(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Put a withdrawn note on the right person's open referral; flags stay as they are."""
    opened = open_session(request, reference, contact)
    if not _may_withdraw(opened) or opened.source.contact.state != ContactState.WITHDRAWN:
        return redirect("caseload:session", reference, contact)
    form = FileAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        right = _right_record(request, form)
        if right is not None:
            try:
                filed = signed_notes.file_again(
                    contact=opened.source.contact,
                    referral=right,
                    by=opened.by,
                    now=opened.now,
                    policy=opened.policy,
                )
            except Refused as refusal:
                form.add_error(_known(form, refusal), str(refusal))
            else:
                messages.success(request, "Filed on this record.")
                return redirect("caseload:session", right.reference, filed.reference)
    return _form_page(request, opened, "caseload/session_file_again.html", form)


@require_http_methods(["GET"])
def withdrawn(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """What a withdrawn note said: for the privacy officer alone."""
    opened = open_session(request, reference, contact, needs=Permission.READ_WITHDRAWN)
    note = session_note.withdrawn_note(
        opened.source,
        scores=withdrawn_scores(opened.source.contact.sitting_id),
        referral=opened.record.referral,
        on=timezone.localdate(opened.now),
    )
    return render(request, "caseload/session_note.html", {"note": note})


def _may_withdraw(opened: OpenedSession) -> bool:
    """Its author, or a senior; for everybody else the note is all there is."""
    is_author = opened.source.contact.signed_by_id == opened.by.pk
    return is_author or Permission.WITHDRAW_NOTE in opened.record.may


def _right_record(request: HttpRequest, form: FileAgainForm) -> Referral | None:
    """The referral named, if this person may add to it; otherwise a sentence beside the field."""
    try:
        record = open_record(
            request, form.cleaned_data["reference"], needs=Permission.ADD_CORRECTION
        )
    except Http404:
        form.add_error("reference", "No record that is open to you has this reference.")
        return None
    return record.referral


def _form_page(
    request: HttpRequest,
    opened: OpenedSession,
    template: str,
    form: NoteForm,
    **more: object,
) -> HttpResponse:
    context = {"form": form, "note": _note(opened), "has_errors": bool(form.errors)} | more
    return render(request, template, context)


def _note(opened: OpenedSession) -> SessionNote:
    return session_note.note(
        opened.source,
        record=opened.record,
        reader=opened.by,
        on=timezone.localdate(opened.now),
    )


def _known(form: NoteForm, refusal: Refused) -> str | None:
    return refusal.field if refusal.field in form.fields else None
