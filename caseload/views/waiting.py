"""/referrals/: everybody on nobody's caseload yet."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from caseload import waiting
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

_FURTHEST = 10_000_000


@requires(Permission.SEE_WAITING)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One page of them; `from` counts from 1."""
    member, now = cast(StaffMember, request.user), timezone.now()
    found = waiting.read(
        standing=cast(Standing, member.standing),
        now=now,
        start=_start(request.GET.get("from", "")),
    )
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    return render(request, "caseload/waiting.html", {"waiting": found})


def _start(asked: str) -> int:
    """Anything that is no place in the list is its beginning."""
    if not (asked.isascii() and asked.isdigit()):
        return 0
    return min(max(int(asked[:9]) - 1, 0), _FURTHEST)
