"""/returns/: the months of the national return, written, followed and taken."""

from datetime import date
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinical.errors import Refused
from clinical.working_days import local_date
from reporting.dataset.export import actions
from reporting.models import ExportRun
from reporting.returns import page
from reporting.views.returns import month_or_404
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@requires(Permission.MAKE_RETURNS)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The months that matter today, and what was written before."""
    shown = {"page": page.read(on=_today())}
    return render(request, "reporting/returns/list.html", shown)


@requires(Permission.MAKE_RETURNS)
@require_POST
def start(request: HttpRequest, month: str) -> HttpResponse:
    """Ask for it; asked twice, it is written once."""
    now = timezone.now()
    named = month_or_404(month, on=local_date(now))
    with telling(request, f"{named.label} is being written."):
        actions.start_export(month=named.period.start, by=cast(StaffMember, request.user), now=now)
    return redirect(f"{reverse('returns:list')}#month-{named.key}")


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
    shown = {"month": page.read_month(month_or_404(month, on=on), on=on)}
    return render(request, "reporting/returns/findings.html", shown)


@requires(Permission.MAKE_RETURNS)
@require_safe
def file(request: HttpRequest, month: str, run: int) -> StreamingHttpResponse:
    """The zip, to be kept and never shown; that it was taken stands on the trail first."""
    found = run_of(month, run)
    try:
        pieces = actions.take(run=found, by=cast(StaffMember, request.user), now=timezone.now())
    except Refused as refusal:
        raise Http404 from refusal
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def run_of(month: str, run: int) -> ExportRun:
    """Raises Http404 for a run of another month."""
    named = month_or_404(month, on=_today())
    found = page.runs_of(named.period.start).filter(pk=run).first()
    if found is None:
        raise Http404
    return found


def _today() -> date:
    return local_date(timezone.now())
