"""/caseload/<reference>/: the record, one page for each tab."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.record import overview as the_record
from caseload.record import pages
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD"])
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """The record, as far as this person may see it: all of it, how to reach them, or who it is."""
    opened = open_record(request, reference, needs=Permission.VIEW_IDENTITY)
    if Permission.VIEW_RECORD not in opened.may:
        return _less(request, opened)
    now = timezone.now()
    page = the_record.overview(
        referral=opened.referral,
        may=opened.may,
        reader=cast(StaffMember, request.user),
        shown=request.GET.get("show", ""),
        now=now,
        policy=policy_on(timezone.localdate(now)),
    )
    return render(request, "caseload/record/overview.html", {"page": page})


def _less(request: HttpRequest, opened: OpenedRecord) -> HttpResponse:
    """For those who arrange appointments; for the privacy officer, identity alone."""
    if Permission.VIEW_CONTACT_DETAILS not in opened.may:
        return render(request, "caseload/record/identity.html", {"referral": opened.referral})
    page = pages.contact_only(opened.referral, may=opened.may, now=timezone.now())
    return render(request, "caseload/record/contact_only.html", {"page": page})


@require_http_methods(["GET", "HEAD"])
def sessions(request: HttpRequest, reference: str) -> HttpResponse:
    """Every appointment of the referral, newest first."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    page = pages.sessions(opened.referral, may=opened.may, now=timezone.now())
    return render(request, "caseload/record/sessions.html", {"page": page})


@require_http_methods(["GET", "HEAD"])
def measures(request: HttpRequest, reference: str) -> HttpResponse:
    """Scores by item."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    now = timezone.now()
    policy = policy_on(timezone.localdate(now))
    page = pages.measures(opened.referral, may=opened.may, now=now, policy=policy)
    return render(request, "caseload/record/measures.html", {"page": page})


@require_http_methods(["GET", "HEAD"])
def details(request: HttpRequest, reference: str) -> HttpResponse:
    """How to reach the person; the referral, for those who may read the record."""
    opened = open_record(request, reference, needs=Permission.VIEW_CONTACT_DETAILS)
    page = pages.details(opened.referral, may=opened.may, now=timezone.now())
    return render(request, "caseload/record/details.html", {"page": page})
