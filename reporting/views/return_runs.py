"""/returns/: the months of the national return, written, followed and taken."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from reporting.dataset.export import actions
from reporting.models import ExportRun
from reporting.named_periods import Named
from reporting.returns import kept, page
from reporting.views.returns import month_or_404
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@requires(Permission.MAKE_RETURNS)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The months that matter today, and what was written before."""
    on = _today()
    shown = {"page": page.read(on=on), "kept_days": policy_on(on).return_files_kept_days}
    return render(request, "reporting/returns/list.html", shown)


@requires(Permission.MAKE_RETURNS)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, month: str) -> HttpResponse:
    """Ask for it; asked twice, it is written once. Who asks gives their password again first. Who
    only looks here, as a second tab does that was asked for the password too, is led to the list.
    """
    named = month_or_404(month, on=_today())
    if request.method == "POST":
        _start(request, named)
    return redirect(f"{reverse('returns:list')}#month-{named.key}")


@reauthentication_required
def _start(request: HttpRequest, named: Named) -> None:
    with telling(request, f"{named.label} is being written."):
        actions.start_export(
            month=named.period.start, by=cast(StaffMember, request.user), now=timezone.now()
        )


@requires(Permission.MAKE_RETURNS)
@require_safe
def progress(request: HttpRequest, month: str) -> HttpResponse:
    """How one month stands: with script a part of the list, without the list."""
    if not request.headers.get("HX-Request"):
        return redirect("returns:list")
    on = _today()
    shown = {"month": page.read_month(month_or_404(month, on=on), on=on)}
    return render(request, "reporting/returns/month_part.html", shown)


@requires(Permission.MAKE_RETURNS)
@require_safe
def findings(request: HttpRequest, month: str) -> HttpResponse:
    """What the latest file of a month came to: rows by table, and what the check found in it."""
    on = _today()
    named = month_or_404(month, on=on)
    done = page.runs_of(named.period.start).filter(state=ExportRun.State.DONE).first()
    shown = {
        "label": named.label,
        "key": named.key,
        "run": None if done is None else page.run_shown(done, on=on),
        "found": None if done is None else kept.by_rule(done),
    }
    return render(request, "reporting/returns/findings.html", shown)


@requires(Permission.MAKE_RETURNS)
@require_safe
def file(request: HttpRequest, month: str, run: int) -> HttpResponseBase:
    """The zip, to be sent once it is loaded; that it was taken stands on the trail first."""
    found = run_of(month, run)
    try:
        return _given_out(_taken(request, found), found.file_name)
    except ReauthenticationRequired:
        return redirect("returns:ready", month, run)


@requires(Permission.MAKE_RETURNS)
@require_safe
def copies(request: HttpRequest, month: str, run: int) -> HttpResponseBase:
    """The same for reading: no value of it is taken for a formula. Never to be sent."""
    found = run_of(month, run)
    try:
        _taken(request, found)
    except ReauthenticationRequired:
        return redirect("returns:ready", month, run)
    name = found.file_name.replace(".zip", "-reading.zip")
    return _given_out(kept.reading_copies(found), name)


@requires(Permission.MAKE_RETURNS)
@require_safe
@reauthentication_required
def ready(request: HttpRequest, month: str, run: int) -> HttpResponse:
    """Where whoever gave their password takes the files: a file by itself would leave the browser
    on the page that asked for it.
    """
    shown = {"run": page.run_shown(run_of(month, run), on=_today())}
    return render(request, "reporting/returns/ready.html", shown)


def run_of(month: str, run: int) -> ExportRun:
    """Raises Http404 for a run of another month."""
    named = month_or_404(month, on=_today())
    found = page.runs_of(named.period.start).filter(pk=run).first()
    if found is None:
        raise Http404
    return found


def _given_out(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """To be kept, and never shown by the browser."""
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@reauthentication_required
def _taken(request: HttpRequest, run: ExportRun) -> Iterator[bytes]:
    """Its pieces; that they were taken stands on the trail first."""
    try:
        return actions.take(run=run, by=cast(StaffMember, request.user), now=timezone.now())
    except Refused as refusal:
        raise Http404 from refusal


def _today() -> date:
    return local_date(timezone.now())
