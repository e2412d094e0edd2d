"""/calls/<reference>/settle: whose call it was, or that nobody could be found."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload import calls as unknown_calls
from caseload.actions import calls
from caseload.calls import UnknownCall
from caseload.forms.calls import CouldNotBeFoundForm
from clinical import wording
from clinical.errors import Refused
from policy.current import policy_on
from referrals import search
from referrals.access import open_record
from referrals.forms import FindForm
from referrals.search import Found
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_DUTY, Permission.LOG_UNKNOWN_CALL)
def settle(request: HttpRequest, call: str) -> HttpResponse:
    """Find the person and put the call on the record, or say what was done without finding them."""
    member, now = cast(StaffMember, request.user), timezone.now()
    unknown = unknown_calls.find(call, now=now)
    if unknown is None or not _may_read(member, unknown):
        raise Http404
    find, lost = FindForm(), CouldNotBeFoundForm()
    found, refused = None, ""
    if "match" in request.POST:
        try:
            return _match(request, unknown, request.POST["match"])
        except Refused as refusal:
            refused = str(refusal)
        except Http404:
            refused = "No record that is open to you has this reference."
    elif "how" in request.POST:
        lost = CouldNotBeFoundForm(request.POST)
        if lost.is_valid() and _closed(lost, unknown, by=member):
            messages.success(request, "Settled.")
            return redirect("today")
    elif "q" in request.POST:
        find = FindForm(request.POST)
        found = _search(find, by=member)
    on = timezone.localdate(now)
    context = {
        "call": unknown,
        "when": wording.day_and_time(unknown.at, on),
        "due": wording.sentence_time(unknown.due_by, on),
        "find": find,
        "found": found,
        "lost": lost,
        "refused": refused,
        "has_errors": bool(refused or find.errors or lost.errors),
    }
    return render(request, "caseload/calls/settle.html", context)


def _may_read(member: StaffMember, call: UnknownCall) -> bool:
    """Those who answer for duty, whoever took the call, whoever is to find out or covers them, and
    whoever was told.
    """
    theirs = cast(Standing, member.standing).carried_ids
    if may(member, Permission.SEE_DUTY) or call.by_id == member.pk or call.owner_id in theirs:
        return True
    return member.pk in {each.staff_id for each in call.told}


def _match(request: HttpRequest, call: UnknownCall, reference: str) -> HttpResponse:
    """The call goes on the record, by somebody who may log calls on it."""
    opened = open_record(request, reference, needs=Permission.LOG_CALL)
    now = timezone.now()
    calls.match_call(
        call=unknown_calls.row(call),
        referral=opened.referral,
        by_clinician=Permission.VIEW_RECORD in opened.may,
        by=cast(StaffMember, request.user),
        now=now,
        policy=policy_on(timezone.localdate(now)),
    )
    messages.success(request, "The call stands on this record now.")
    return redirect("caseload:record", reference)


def _closed(form: CouldNotBeFoundForm, call: UnknownCall, *, by: StaffMember) -> bool:
    """Whether it could be settled; otherwise the form says why not."""
    try:
        calls.close_unmatched_call(
            call=unknown_calls.row(call), how=form.cleaned_data["how"], by=by, now=timezone.now()
        )
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _search(form: FindForm, *, by: StaffMember) -> Found | None:
    """The people found; None, with a sentence beside the field, for what cannot be looked for."""
    if not form.is_valid():
        return None
    try:
        return search.find_and_note(form.cleaned_data["q"], by=by, now=timezone.now())
    except Refused as refusal:
        form.add_error("q", str(refusal))
        return None
