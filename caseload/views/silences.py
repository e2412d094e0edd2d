"""/today/out-of-touch/: whom nobody has been in touch with for long, all of them."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from caseload.today import silences
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

_FURTHEST = 10_000_000


@requires(Permission.SEE_TEAM_CASELOADS)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One page of them, the longest silence first; `from` counts from 1."""
    member, now = cast(StaffMember, request.user), timezone.now()
    found = silences.read(
        standing=cast(Standing, member.standing),
        now=now,
        policy=policy_on(local_date(now)),
        start=_start(request.GET.get("from", "")),
        size=silences.ON_A_PAGE,
    )
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    return render(request, "caseload/silences.html", {"silences": found})


def _start(asked: str) -> int:
    """Anything that is no place in the list is its beginning."""
    if not (asked.isascii() and asked.isdigit()):
        return 0
    return min(max(int(asked[:9]) - 1, 0), _FURTHEST)
