"""The service's own words: the list, one with its history, preview, propose, approve, withdraw."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinical.errors import Refused
from clinical.working_days import local_date
from policy import actions, wording_checks, wording_pages
from policy.forms import WordingForm, today_first
from policy.models import Wording, WordingKey
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@requires(Permission.CHANGE_POLICY)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every wording with the words of today."""
    by = cast(StaffMember, request.user)
    pages = wording_pages.listed(reader_id=by.pk, now=timezone.now())
    return render(request, "policy/wordings.html", {"pages": pages})


@requires(Permission.CHANGE_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, key: str) -> HttpResponse:
    """One wording: look at new words as they would be seen, or propose them."""
    chosen = _key(key)
    now, by = timezone.now(), cast(StaffMember, request.user)
    page = wording_pages.one(chosen, reader_id=by.pk, now=now)
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        is_one_line=page.is_one_line,
        initial=today_first(local_date(now)) | {"text": page.in_force[0].text},
    )
    shown: dict[str, object] = {"page": page, "form": form}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            shown["preview"] = _preview(form, chosen)
        elif _is_proposed(form, chosen, by=by, now=now):
            messages.success(request, "Proposed. A second person approves it here.")
            return redirect("policy:wording", key)
    shown["has_errors"] = bool(form.errors)
    return render(request, "policy/wording.html", shown, status=422 if form.errors else 200)


@requires(Permission.CHANGE_POLICY)
@require_POST
def approve(request: HttpRequest, proposal: int) -> HttpResponse:
    """Put a colleague's words in force from their day."""
    chosen, by = _chosen(proposal), cast(StaffMember, request.user)
    with telling(request, "Approved. It holds from its day on."):
        actions.approve_wording(wording=chosen, by=by, now=timezone.now())
    return redirect("policy:wording", _path(chosen))


@requires(Permission.CHANGE_POLICY)
@require_POST
def withdraw(request: HttpRequest, proposal: int) -> HttpResponse:
    """Take proposed words back."""
    chosen, by = _chosen(proposal), cast(StaffMember, request.user)
    with telling(request, "Withdrawn."):
        actions.withdraw_wording(wording=chosen, by=by, now=timezone.now())
    return redirect("policy:wording", _path(chosen))


def _key(written: str) -> WordingKey:
    """The wording named in an address: `crisis-numbers`."""
    name = written.upper().replace("-", "_")
    if name not in WordingKey.values or written != written.lower():
        raise Http404
    return WordingKey(name)


def _path(chosen: Wording) -> str:
    return chosen.key.lower().replace("_", "-")


def _chosen(pk: int) -> Wording:
    chosen = Wording.objects.filter(pk=pk).first()
    if chosen is None:
        raise Http404
    return chosen


def _preview(form: WordingForm, key: WordingKey) -> object:
    """The words as they would be seen; None when they could not stand, which the form says."""
    try:
        text = wording_checks.checked(key, form.cleaned_data["text"])
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
    return {"text": text, "contacts": wording_pages.preview(key, text)}


def _is_proposed(form: WordingForm, key: WordingKey, *, by: StaffMember, now: datetime) -> bool:
    """Whether it could be proposed; otherwise the form says why not, beside the field."""
    given = form.cleaned_data
    try:
        actions.propose_wording(
            key=key,
            language=given["language"],
            text=given["text"],
            valid_from=given["valid_from"],
            why=given["why"],
            by=by,
            now=now,
        )
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True
