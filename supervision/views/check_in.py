"""/supervision/sessions/<meeting>/check-in/ and /recovery/: for the two of a meeting alone."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from supervision.access import session_for
from supervision.actions.check_in import ChangedHands, keep_words
from supervision.forms.check_in import CheckInForm
from supervision.models import CheckInWords, SupervisionSession
from supervision.practitioner import check_in, recovery


@requires(Permission.SEE_SUPERVISION)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def show(request: HttpRequest, meeting: str) -> HttpResponse:
    """The check-in of a meeting: its load, what went well, and words; they are posted here."""
    session = session_for(request, meeting, deciding=False)
    member, now = cast(StaffMember, request.user), timezone.now()
    words = check_in.words_of(session)
    posted = request.POST if request.method == "POST" else None
    form = CheckInForm(posted, words=words, supervisor_id=session.supervisor_id)
    if form.is_bound and form.is_valid() and _is_kept(form, session, by=member, now=now):
        messages.success(request, "Kept, for the two of you alone.")
        return redirect("supervision:agenda", meeting)
    return _drawn(request, form, session, words, now=now)


@requires(Permission.SEE_SUPERVISION)
@require_safe
def outcomes(request: HttpRequest, meeting: str) -> HttpResponse:
    """Recovery beside what the mix leads one to expect: for the person, and whoever supervises them
    today. Not for who only stands in, nor for who once did.
    """
    session = session_for(request, meeting, deciding=False)
    member, now = cast(StaffMember, request.user), timezone.now()
    theirs = member.standing.supervisee_ids if member.standing else frozenset()
    if session.supervisee_id not in {member.pk, *theirs}:
        trail.record_view(Event.ACCESS_REFUSED, by=member, at=now, result="refused")
        raise Http404
    page = recovery.read(session.supervisee_id, on=local_date(now))
    shown = {"page": page, "meeting": session.reference, "person": session.supervisee}
    return render(request, "supervision/check_in_recovery.html", shown)


def _is_kept(
    form: CheckInForm, session: SupervisionSession, *, by: StaffMember, now: datetime
) -> bool:
    """Keep it, or say beside the part what the other of the two wrote there meanwhile."""
    try:
        keep_words(
            session=session,
            written=form.written(),
            with_supervisor=form.cleaned_data["with_supervisor"],
            by=by,
            now=now,
        )
    except ChangedHands as refusal:
        words = check_in.words_of(session)
        form.start_again(words=words, supervisor_id=session.supervisor_id)
        form.add_error(None, f"{refusal} Save again what is for {session.supervisor.full_name}.")
        return False
    except Refused as refusal:
        name = refusal.field or ""
        theirs = check_in.words_of(session).get(name.upper())
        if theirs is None:
            form.add_error(None, str(refusal))
            return False
        form.look_again(name, theirs=theirs)
        form.add_error(name, _meanwhile(theirs, now=now))
        return False
    return True


def _meanwhile(theirs: CheckInWords, *, now: datetime) -> str:
    at = wording.sentence_time(theirs.updated_at, local_date(now))
    return (
        f"{theirs.updated_by.full_name} wrote here {at}: “{theirs.text}” Yours stands below. "
        "Put together what you both want to keep, then save again."
    )


def _drawn(
    request: HttpRequest,
    form: CheckInForm,
    session: SupervisionSession,
    words: dict[str, CheckInWords],
    *,
    now: datetime,
) -> HttpResponse:
    member, policy = cast(StaffMember, request.user), policy_on(local_date(now))
    page = check_in.read(session, words, reader=member, now=now, policy=policy)
    if page.improved:
        shown = [one.patient_id for one in page.improved]
        trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=shown)
    has_errors = form.is_bound and bool(form.errors)
    return render(
        request,
        "supervision/check_in.html",
        {
            "page": page,
            "form": form,
            "has_errors": has_errors,
            "start_minutes": policy.agenda_check_in_minutes,
            "close_minutes": policy.agenda_close_minutes,
            "overtime_on": policy.overtime_signs_on,
        },
        status=422 if has_errors else 200,
    )
