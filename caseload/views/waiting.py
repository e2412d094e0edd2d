"""/referrals/?stage=allocate and ?stage=waiting: who is on nobody's caseload, and who was allocated
and not seen yet.
"""

from datetime import datetime
from typing import Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audit import trail
from audit.events import Event
from caseload.triage.frame import LONGEST_REFERENCE, Frame
from caseload.waiting import page
from caseload.waiting.page import WaitingPage
from caseload.waiting.rows import Reader
from clinical.working_days import local_date
from policy.current import policy_on
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing

_FURTHEST = 10_000_000


class Reads(Protocol):
    """What reads one page of a list."""

    def __call__(self, reader: Reader, *, after: str = "", start: int = 0) -> WaitingPage: ...


def to_allocate(
    request: HttpRequest, frame: Frame, *, member: StaffMember, now: datetime
) -> HttpResponse:
    """Everybody taken on whom nobody carries, in their turn."""
    return _in_turn(request, frame, page.to_allocate, member=member, now=now)


def allocated(
    request: HttpRequest, frame: Frame, *, member: StaffMember, now: datetime
) -> HttpResponse:
    """Everybody on a caseload who waits for a first or a second session."""
    return _in_turn(request, frame, page.allocated, member=member, now=now)


def _in_turn(
    request: HttpRequest, frame: Frame, read: Reads, *, member: StaffMember, now: datetime
) -> HttpResponse:
    """One page of a list, behind somebody; `from` only says at which number it begins."""
    reader = Reader(cast(Standing, member.standing), policy_on(local_date(now)), now)
    after = request.GET.get("after", "")[:LONGEST_REFERENCE]
    found = read(reader, after=after, start=_start(request.GET.get("from", "")))
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    shown = {
        "list": found,
        "frame": frame,
        "total": next((tab.count for tab in frame.tabs if tab.is_current), None),
        "may_lead": may(member, Permission.SEE_TEAM_CASELOADS),
    }
    return render(request, "caseload/waiting_list.html", shown)


def _start(asked: str) -> int:
    """Anything that is no place in the list is its beginning."""
    if not (asked.isascii() and asked.isdigit()):
        return 0
    return min(max(int(asked[:9]) - 1, 0), _FURTHEST)
