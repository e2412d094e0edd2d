"""/moving-in/: what to bring, what was sent, how far it is, what was left out and what lacks."""

from datetime import datetime
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import trail
from audit.events import Event
from clinical import spreadsheet
from clinical.errors import Refused
from clinical.working_days import local_date
from reporting.dataset.importer import looked_at, report, runs
from reporting.dataset.importer.details.columns import BY_NAME, FILES
from reporting.models import ImportRun
from reporting.moving_in import missing as lacking
from reporting.moving_in import sending, shown
from reporting.moving_in.missing import Lack
from reporting.moving_in.sending import SendForm
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from staff.telling import telling

_LONGEST_KEY = 18


@requires(Permission.MOVE_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """One screen of what to bring; what is sent is looked at first, unless they say otherwise."""
    now = timezone.now()
    is_sent = request.method == "POST"
    form = SendForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"how": "look"},
    )
    if is_sent and form.is_valid():
        begun = _begun(form, by=cast(StaffMember, request.user), now=now)
        if begun is not None:
            return redirect("moving_in:run", begun.pk)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "files": FILES,
        "most": sending.MOST_MB,
        "runs": shown.runs(on=local_date(now)),
        "lacking": lacking.counts(),
        "may_set_rules": may(request.user, Permission.CHANGE_POLICY),
    }
    status = 422 if form.errors else 200
    return render(request, "reporting/moving_in/page.html", context, status=status)


def _begun(form: SendForm, *, by: StaffMember, now: datetime) -> ImportRun | None:
    """None where it is refused; the form says why."""
    given = form.cleaned_data
    try:
        with sending.packed(given["upload"]) as content:
            return runs.start_import(
                upload=content,
                name=sending.called(given["upload"]),
                by=by,
                now=now,
                is_dry_run=given["how"] == "look",
            )
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return None


@requires(Permission.MOVE_IN)
@require_safe
def blank(request: HttpRequest, blank: str) -> HttpResponse:  # noqa: ARG001 - as every view
    """A file to fill in: its first line alone."""
    file = BY_NAME.get(blank)
    if file is None:
        raise Http404
    text = spreadsheet.written([column.name for column in file.columns], [])
    return _as_file(text, file.file_name)


@requires(Permission.MOVE_IN)
@require_safe
def run(request: HttpRequest, sent: int) -> HttpResponse:
    """How far one import is, and what was left out, row by row."""
    after = _key(request.GET.get("after", ""))
    context = {
        "run": _run_or_404(sent),
        "report": shown.report(sent, after=after),
        "after": after,
    }
    return render(request, "reporting/moving_in/run.html", context)


@requires(Permission.MOVE_IN)
@require_safe
def progress(request: HttpRequest, sent: int) -> HttpResponse:
    """The part of it that moves; when all is done, the browser reads the page again."""
    row = _run_or_404(sent)
    drawn = render(request, "reporting/moving_in/progress_part.html", {"run": row})
    if not row.is_going_on:
        drawn.headers["HX-Refresh"] = "true"
    return drawn


@requires(Permission.MOVE_IN)
@require_safe
def left_out(request: HttpRequest, sent: int) -> HttpResponse:  # noqa: ARG001 - as every view
    """What was left out, as a table to keep: where and why, never a value."""
    found = ImportRun.objects.filter(pk=sent).first()
    if found is None:
        raise Http404
    return _as_file(report.as_csv(found), f"left-out-{found.pk}.csv")


@requires(Permission.MOVE_IN)
@require_POST
def bring_in(request: HttpRequest, sent: int) -> HttpResponse:
    """What was looked at is brought in, from the files that were sent then."""
    if not _run_or_404(sent).is_dry_run:
        raise Http404
    by, now = cast(StaffMember, request.user), timezone.now()
    begun = None
    with telling(request, "It begins within a minute. You may leave this page."):
        begun = looked_at.bring_in(run_id=sent, by=by, now=now)
    return redirect("moving_in:run", sent if begun is None else begun.pk)


@requires(Permission.MOVE_IN)
@require_safe
def missing(request: HttpRequest, lack: str) -> HttpResponse:
    """Who lacks one thing, by the old system's number; that they were shown is on the trail."""
    if lack not in list(Lack):
        raise Http404
    member, now = cast(StaffMember, request.user), timezone.now()
    found = lacking.read(
        Lack(lack),
        after=_key(request.GET.get("after", "")),
        standing=cast(Standing, member.standing),
        on=local_date(now),
    )
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    context = {
        "lack": lack,
        "label": lacking.LABELS[Lack(lack)],
        "mended_by": lacking.MENDED_BY[Lack(lack)],
        "lines": found,
    }
    return render(request, "reporting/moving_in/missing.html", context)


def _run_or_404(pk: int) -> shown.RunRow:
    found = shown.run(pk, on=local_date(timezone.now()))
    if found is None:
        raise Http404
    return found


def _key(asked: str) -> int:
    """Anything that is no key is the beginning."""
    is_key = asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_KEY
    return int(asked) if is_key else 0


def _as_file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
