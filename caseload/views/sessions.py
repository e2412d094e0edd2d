"""/caseload/<referral>/sessions/: start one, log it, keep a draft, note a call attempt, sign."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from caseload.actions import contacts, drafts
from caseload.forms.notes import UnbookedForm
from caseload.forms.session import SessionForm, entered_from, kept
from caseload.models import ContactDraft
from caseload.safety import line
from caseload.session import choices as session_choices
from caseload.session import conflict as session_conflict
from caseload.session import note as session_note
from caseload.session import page as session_page
from caseload.session import source as session_source
from caseload.session.conflict import ConflictPanel
from caseload.session.side import session_name
from caseload.views.session_opening import (
    OpenedSession,
    no_more_by_link,
    not_saved,
    open_session,
    refusal_to_write,
)
from clinical import wording
from clinical.errors import Refused
from policy.current import policy_on
from referrals.access import open_record
from referrals.conflict import Conflict
from referrals.models import Medium
from staff.models import StaffMember
from staff.roles import Permission

# Where an action's refusal belongs, when its word is not the field's own name.
_FIELDS = {"risk": "risk_asked", "attempts": "attempt"}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Go to today's booked session, or start one that nobody booked."""
    record = open_record(request, reference, needs=Permission.LOG_SESSION)
    by, now = cast(StaffMember, request.user), timezone.now()
    booked = session_source.booked_today(referral=record.referral, pwp=by, now=now)
    if booked:
        return redirect("caseload:session", reference, booked)
    referral = record.referral
    usual = {"medium": referral.usual_medium, "minutes": policy_on(now.date()).session_minutes}
    form = UnbookedForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            contact = contacts.start_unbooked(
                referral=referral,
                medium=Medium(form.cleaned_data["medium"]),
                minutes=form.cleaned_data["minutes"],
                by=by,
                now=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("caseload:session", reference, contact.reference)
    context = {
        "form": form,
        "note": None,
        "has_errors": bool(form.errors),
        "banner": session_note.plain_banner(
            referral, on=timezone.localdate(now), safety=line.read(referral)
        ),
    }
    return render(request, "caseload/session_new.html", context)


@require_http_methods(["GET"])
def session(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """The form, with the draft where one was left; once signed, the note."""
    opened = open_session(request, reference, contact)
    if opened.source.contact.state != "BOOKED" or not opened.may_write:
        return _note(request, opened)
    facts = opened.facts
    left = opened.source.draft
    form = SessionForm({**facts.defaults, **(left.fields if left else {})}, facts=facts)
    return _page(request, opened, form)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Sign, and go to the next appointment; or say what stands in the way, with every word kept."""
    opened = open_session(request, reference, contact)
    if request.method == "GET":
        return redirect("caseload:session", reference, contact)
    entered = entered_from(request.POST)
    why = refusal_to_write(request, opened)
    if why:
        return _refused(request, opened, why=why)
    opened = no_more_by_link(opened)
    form = SessionForm(entered, facts=opened.facts)
    if form.may_be_signed():
        try:
            contacts.log_session(
                contact=opened.source.contact,
                logged=form.logged(),
                by=opened.by,
                now=opened.now,
                policy=opened.policy,
            )
        except Conflict as conflict:
            _hear(opened, form)
            return _conflict_page(request, opened, form, conflict)
        except Refused as refusal:
            form.refuse(str(refusal), field=_field(form, refusal.field))
        else:
            return _after_signing(request, opened)
    _hear(opened, form)
    return _page(request, opened, form, shows_errors=True)


@require_POST
def draft(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Keep what is typed. A script gets the saved time and the version, a button the page again."""
    opened = open_session(request, reference, contact)
    return _draft(request, opened)


@require_POST
def attempt(request: HttpRequest, reference: str, contact: str) -> HttpResponse:
    """Note one try at reaching the person: `10:31 no answer`. Without script, keep the rest too."""
    opened = open_session(request, reference, contact)
    outcome = request.POST.get("attempt", "")
    why = refusal_to_write(request, opened)
    if not why and outcome not in session_page.ATTEMPT_OUTCOMES:
        why = "Choose what came of the call."
    try:
        if not why:
            contacts.log_attempt(
                contact=opened.source.contact, outcome=outcome, by=opened.by, now=opened.now
            )
    except Refused as refusal:
        why = str(refusal)
    if why:
        return _refused(request, opened, why=why)
    if _wants_json(request):
        return JsonResponse({"line": session_page.attempt_line(opened.now, outcome)})
    return _draft(request, opened)


def _draft(request: HttpRequest, opened: OpenedSession) -> HttpResponse:
    entered = entered_from(request.POST)
    why = refusal_to_write(request, opened)
    if why:
        return _refused(request, opened, why=why)
    form = SessionForm(entered, facts=opened.facts)
    if form.errors:
        _hear(opened, form)
        return _wrong(request, form) or _page(request, opened, form, shows_errors=True, status=422)
    if "keep_both" in request.POST:
        form = _with_both(opened, form)
    try:
        saved = _save(opened, form)
    except Conflict as conflict:
        _hear(opened, form)
        return _conflict_page(request, opened, form, conflict)
    except Refused as refusal:
        return _refused(request, opened, why=str(refusal))
    return _saved(request, opened, saved)


def _hear(opened: OpenedSession, form: SessionForm) -> None:
    """What is worrying in a form raises its flag, whatever else is wrong with the form."""
    drafts.hear_signal(
        contact=opened.source.contact,
        fields=kept(form.entered),
        by=opened.by,
        now=opened.now,
        policy=opened.policy,
    )


def _with_both(opened: OpenedSession, form: SessionForm) -> SessionForm:
    """My words and those of the newer version, to be saved over it."""
    theirs = opened.source.draft
    if theirs is None:
        return form
    both = session_conflict.both(mine=kept(form.entered), theirs=theirs.fields)
    version = {"draft_version": str(theirs.version)}
    joined = SessionForm({**form.entered, **both, **version}, facts=form.facts)
    joined.full_clean_once()
    return joined


def _saved(request: HttpRequest, opened: OpenedSession, saved: ContactDraft) -> HttpResponse:
    if _wants_json(request):
        at = wording.clock(saved.saved_at)
        return JsonResponse({"version": saved.version, "saved": f"Draft saved {at}"})
    if request.POST.get("then") == "today":
        return _see(reverse("today"))
    contact = opened.source.contact
    return _see(
        reverse("caseload:session", args=(opened.record.referral.reference, contact.reference))
    )


def _refused(request: HttpRequest, opened: OpenedSession, *, why: str) -> HttpResponse:
    """Nothing was saved: one sentence for the script, a page with every word for a person."""
    if _wants_json(request):
        return JsonResponse({"message": why}, status=409)
    return not_saved(request, opened, why=why, entered=entered_from(request.POST), status=409)


def _save(opened: OpenedSession, form: SessionForm) -> ContactDraft:
    return drafts.save_draft(
        contact=opened.source.contact,
        fields=kept(form.entered),
        version=form.cleaned_data["draft_version"],
        missing=form.still_needed(),
        by=opened.by,
        now=opened.now,
        policy=opened.policy,
    )


def _page(
    request: HttpRequest,
    opened: OpenedSession,
    form: SessionForm,
    *,
    shows_errors: bool = False,
    conflict: ConflictPanel | None = None,
    status: int = 200,
) -> HttpResponse:
    page = session_page.page(
        opened.source,
        referral=opened.record.referral,
        facts=form.facts,
        form=form,
        token=opened.token,
        shows_errors=shows_errors,
        conflict=conflict,
    )
    context = {"page": page, "choices": session_choices, "has_errors": bool(page.summary)}
    return render(request, "caseload/session.html", context, status=status)


def _note(request: HttpRequest, opened: OpenedSession) -> HttpResponse:
    note = session_note.note(
        opened.source,
        record=opened.record,
        reader=opened.by,
        on=timezone.localdate(opened.now),
    )
    return render(request, "caseload/session_note.html", {"note": note})


def _conflict_page(
    request: HttpRequest, opened: OpenedSession, form: SessionForm, conflict: Conflict
) -> HttpResponse:
    """409 with both texts; a signed note cannot take mine any more, but a correction can."""
    if opened.source.contact.is_signed:
        return not_saved(request, opened, why=_signed_by(opened), entered=form.entered, status=409)
    panel = session_conflict.panel(conflict, mine=form.entered)
    if _wants_json(request):
        context = {"conflict": panel, "base": request.path.removesuffix("draft")}
        html = render_to_string("caseload/session_conflict.html", context, request)
        return JsonResponse({"conflict": html}, status=409)
    return _page(request, opened, form, conflict=panel, status=409)


def _signed_by(opened: OpenedSession) -> str:
    contact = opened.source.contact
    who = "You" if contact.signed_by_id == opened.by.pk else str(contact.signed_by)
    at = wording.clock(contact.signed_at) if contact.signed_at else ""
    return f"{who} signed this at {at}. Your note is not lost."


def _after_signing(request: HttpRequest, opened: OpenedSession) -> HttpResponse:
    contact, referral = opened.source.contact, opened.record.referral
    correction = reverse(
        "caseload:session_correction", args=(referral.reference, contact.reference)
    )
    messages.success(
        request,
        format_html(
            'Signed {}. {}, {}. <a class="app-link" href="{}">Add a correction</a>',
            wording.clock(opened.now),
            session_name(opened.source),
            referral.patient.full_name,
            correction,
        ),
    )
    following = opened.source.next_today
    return _see(reverse("caseload:session", args=following) if following else reverse("today"))


def _see(path: str) -> HttpResponse:
    """303: the next page is fetched anew, whatever sent us there."""
    return HttpResponse(status=303, headers={"Location": path})


def _field(form: SessionForm, field: str | None) -> str | None:
    """The form's own name of the field a refusal speaks of."""
    if field is None or field in form.fields:
        return field
    return _FIELDS.get(field, f"risk_{field}" if f"risk_{field}" in form.fields else field)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _wrong(request: HttpRequest, form: SessionForm) -> HttpResponse | None:
    if not _wants_json(request):
        return None
    errors = {name: " ".join(map(str, found)) for name, found in form.errors.items()}
    return JsonResponse({"errors": errors}, status=422)
