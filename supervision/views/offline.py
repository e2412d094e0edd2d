"""/supervision/offline-copy/: take a sealed copy along, for when the system is down."""

import secrets
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from audit import trail
from audit.events import Event
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing
from supervision.forms.offline import OfflineCopyForm
from supervision.offline import copy, sealed, written


@sensitive_post_parameters()
@requires(Permission.CARRY_CASELOAD, Permission.SEE_DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Say what is in the copy; hand it over to whoever has shown again who they are."""
    member = cast(StaffMember, request.user)
    if request.method != "POST":
        return _drawn(request, OfflineCopyForm(request=request, member=member))
    form = OfflineCopyForm(request.POST, request=request, member=member)
    if not form.is_valid():
        return _drawn(request, form)
    now = timezone.now()
    found = copy.read(
        member=member,
        standing=cast(Standing, member.standing),
        now=now,
        policy=policy_on(local_date(now)),
    )
    trail.record_view(Event.OFFLINE_COPY_MADE, by=member, at=now, shown=found.shown)
    file = written.file(found, locked=sealed.lock(form.cleaned_data["words"]))
    name = f"offline-copy-{secrets.token_hex(4)}.html"
    return HttpResponse(
        file,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _drawn(request: HttpRequest, form: OfflineCopyForm) -> HttpResponse:
    shown = {"form": form, "has_errors": bool(form.errors), "hours": copy.HOURS}
    status = 422 if form.errors else 200
    return render(request, "supervision/offline/take.html", shown, status=status)
