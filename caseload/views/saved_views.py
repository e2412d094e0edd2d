"""/caseload/views/: keep a view of the caseload under a name, open it, remove it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import kept_views
from caseload.actions import saved_views as actions
from caseload.forms.labels import KeepViewForm
from caseload.models import SavedView
from caseload.worklist import choices
from clinical.errors import Refused
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission

_WHO = (Permission.CARRY_CASELOAD, Permission.SEE_TEAM_CASELOADS)


@requires(*_WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """One's kept views; the filters of the address can be kept as one more."""
    member = cast(StaffMember, request.user)
    asked = choices.read(request.GET)
    if asked is None:
        raise Http404
    form = KeepViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_view(
                name=form.cleaned_data["name"], query=asked.query, by=member, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Kept.")
            return redirect(f"{reverse('caseload:caseload')}{asked.query}")
    context = {
        "form": form,
        "asked": asked,
        "words": kept_views.words(asked),
        "kept": kept_views.of(member),
        "base": reverse("caseload:caseload"),
        "has_errors": bool(form.errors),
    }
    return render(request, "caseload/kept_views.html", context)


@requires(*_WHO)
@require_safe
def open_view(request: HttpRequest, view: int) -> HttpResponse:
    """The caseload as it was kept; one that was removed, or is not theirs, is the plain one."""
    kept = kept_views.one(view, member=cast(StaffMember, request.user))
    query = "" if kept is None or kept.removed_at is not None else kept.query
    return redirect(f"{reverse('caseload:caseload')}{query}")


@requires(*_WHO)
@require_POST
def remove(request: HttpRequest, view: int) -> HttpResponse:
    """Keep it no longer."""
    kept = _mine(request, view)
    actions.remove_view(view=kept, by=cast(StaffMember, request.user), now=timezone.now())
    messages.success(request, "Removed.")
    return redirect("caseload:views")


def _mine(request: HttpRequest, view: int) -> SavedView:
    kept = kept_views.one(view, member=cast(StaffMember, request.user))
    if kept is None:
        raise Http404
    return kept
