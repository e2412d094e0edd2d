"""/referrals/?stage=allocate and ?stage=waiting: who is on nobody's caseload, and who was allocated
and not seen yet.
"""

from datetime import datetime
from typing import cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audit import trail
from audit.events import Event
from caseload import waiting
from caseload.triage.frame import ALLOCATED, TO_ALLOCATE, Frame
from staff.models import StaffMember
from staff.standing import Standing

_FURTHEST = 10_000_000


def to_allocate(
    request: HttpRequest, frame: Frame, *, member: StaffMember, now: datetime
) -> HttpResponse:
    """Everybody taken on whom nobody carries."""
    return drawn(request, frame, of=TO_ALLOCATE, member=member, now=now)


def allocated(
    request: HttpRequest, frame: Frame, *, member: StaffMember, now: datetime
) -> HttpResponse:
    """Everybody who is on a caseload and has not been seen yet."""
    return drawn(request, frame, of=ALLOCATED, member=member, now=now)


def drawn(
    request: HttpRequest, frame: Frame, *, of: Q, member: StaffMember, now: datetime
) -> HttpResponse:
    """One page of a list; `from` counts from 1."""
    found = waiting.read(
        standing=cast(Standing, member.standing),
        of=of,
        now=now,
        start=_start(request.GET.get("from", "")),
    )
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    return render(request, "caseload/waiting.html", {"waiting": found, "frame": frame})


def _start(asked: str) -> int:
    """Anything that is no place in the list is its beginning."""
    if not (asked.isascii() and asked.isdigit()):
        return 0
    return min(max(int(asked[:9]) - 1, 0), _FURTHEST)
