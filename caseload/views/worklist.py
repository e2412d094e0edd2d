"""The caseload, one's own or a colleague's, and the list of colleagues whose it may be."""

from datetime import datetime
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit import trail
from audit.events import Event
from caseload import whose, worklist
from caseload.worklist import Caseload, choices
from caseload.worklist.choices import Asked
from clinical import wording
from clinical.working_days import local_date
from referrals.models import Medium
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission


@requires(Permission.CARRY_CASELOAD, Permission.SEE_TEAM_CASELOADS)
@require_http_methods(["GET", "HEAD", "POST"])
def caseload(request: HttpRequest) -> HttpResponse:
    """Everybody on a caseload. A name or NHS number is posted, so that no address holds it."""
    member = cast(StaffMember, request.user)
    asked = choices.read(request.POST if request.method == "POST" else request.GET)
    if asked is None:
        raise Http404
    if asked.of is None and not may(member, Permission.CARRY_CASELOAD):
        return _colleagues(request, member=member)
    if request.method == "POST" and not asked.name and not _wants_part(request):
        return HttpResponseRedirect(f"{reverse('caseload:caseload')}{asked.query}", status=303)
    return _drawn(request, asked, member=member)


@requires(Permission.CARRY_CASELOAD, Permission.SEE_TEAM_CASELOADS)
@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """Whose caseload to open."""
    return _colleagues(request, member=cast(StaffMember, request.user))


def _colleagues(request: HttpRequest, *, member: StaffMember) -> HttpResponse:
    found = () if member.standing is None else whose.carriers(member.standing)
    has_own = may(member, Permission.CARRY_CASELOAD)
    return render(request, "caseload/colleagues.html", {"carriers": found, "has_own": has_own})


def _drawn(request: HttpRequest, asked: Asked, *, member: StaffMember) -> HttpResponse:
    now = timezone.now()
    base = reverse("caseload:caseload")
    page = worklist.read(member=member, asked=asked, base=base, now=now)
    _note_look(page, member=member, now=now)
    if page is None:
        raise Http404
    is_part = _wants_part(request)
    response = render(
        request,
        "caseload/caseload_list.html" if is_part else "caseload/caseload.html",
        {
            "page": page,
            "asked": asked,
            "is_part": is_part,
            "base": base,
            "media": tuple(Medium),
            "sorts": choices.sort_options(asked),
            "printed": f"{member.full_name}, {_whole_moment(now)}",
            "checked": _checked(member, now=now),
            "may_see_others": _others(member),
            "may_receive": may(member, Permission.RECEIVE_REFERRAL),
            "has_own": may(member, Permission.CARRY_CASELOAD),
        },
    )
    if is_part:
        response.headers["HX-Push-Url"] = f"{base}{asked.query}"
    return response


def _whole_moment(at: datetime) -> str:
    """`Tuesday 9 June 2026 at 10:24`: paper outlives the year."""
    day = local_date(at)
    return f"{wording.long_date(day)} {day.year} at {wording.clock(at)}"


def _checked(member: StaffMember, *, now: datetime) -> str:
    """When the night last looked through everybody's flags; pages work them out again anyway."""
    done_at = member.standing.night_done_at if member.standing else None
    return "" if done_at is None else wording.sentence_time(done_at, local_date(now))


def _note_look(page: Caseload | None, *, member: StaffMember, now: datetime) -> None:
    """One line holding everybody shown, before anything is sent; a refusal is a line too."""
    if page is None:
        trail.record_view(Event.ACCESS_REFUSED, by=member, at=now, result="refused")
        return
    trail.record_view(
        Event.LIST_VIEWED,
        by=member,
        at=now,
        shown=page.shown_patient_ids,
        relation=page.relation,
    )


def _wants_part(request: HttpRequest) -> bool:
    """A swap by htmx; going Back asks for the whole page again."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get(
        "HX-History-Restore-Request"
    )


def _others(member: StaffMember) -> bool:
    """Somebody else's caseload may be theirs to open."""
    standing = member.standing
    return may(member, Permission.SEE_TEAM_CASELOADS) or bool(standing and standing.covered_ids)
