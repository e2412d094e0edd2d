"""/referrals/directory/: the places people are pointed to, which the service keeps itself."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.actions import directory as actions
from caseload.forms.directory import PlaceForm, shown
from caseload.triage.directory import directory, offered
from clinical.errors import Refused
from referrals.models import DirectoryEntry
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission


@requires(Permission.TRIAGE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What is offered, and what is offered no more."""
    context = {"areas": directory(), "retired": directory(retired=True)}
    return render(request, "caseload/referrals/directory.html", context)


@requires(Permission.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a place."""
    form = PlaceForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.add_place(entry=form.entry(), by=_by(request), now=timezone.now())

    return _saved(request, form, save) or _drawn(request, form, place=None)


@requires(Permission.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, elsewhere: int) -> HttpResponse:
    """Change a place over the version that was shown."""
    found = _found(elsewhere)
    form = PlaceForm(request.POST) if request.method == "POST" else PlaceForm(initial=shown(found))

    def save() -> None:
        actions.change_place(
            place=found,
            entry=form.entry(),
            version=form.cleaned_data["version"] or 0,
            by=_by(request),
            now=timezone.now(),
        )

    return _saved(request, form, save) or _drawn(request, form, place=found)


@requires(Permission.TRIAGE)
@require_POST
def retire(request: HttpRequest, elsewhere: int) -> HttpResponse:
    """Offer a place no more."""
    found = _found(elsewhere)
    version = request.POST.get("version", "")
    try:
        actions.retire_place(
            place=found,
            version=int(version[:9]) if version.isascii() and version.isdigit() else 0,
            by=_by(request),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Offered no more.")
    return redirect("directory")


def _found(pk: int) -> DirectoryEntry:
    found = offered(pk)
    if found is None:
        raise Http404
    return found


def _by(request: HttpRequest) -> StaffMember:
    return cast(StaffMember, request.user)


def _saved(request: HttpRequest, form: PlaceForm, save: Callable[[], None]) -> HttpResponse | None:
    """On to the directory once it could be saved; otherwise the form says why not."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        save()
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
    messages.success(request, "Saved.")
    return redirect("directory")


def _drawn(request: HttpRequest, form: PlaceForm, *, place: DirectoryEntry | None) -> HttpResponse:
    context = {"form": form, "place": place, "has_errors": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "caseload/referrals/place.html", context, status=status)
