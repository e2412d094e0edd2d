"""/caseload/<referral>/as-it-came/: the words of a referral, for clinicians."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from caseload.views.record_changes import frame_of
from portal import as_it_came
from referrals.access import open_record
from staff.roles import Permission


@require_safe
def as_it_was(request: HttpRequest, reference: str) -> HttpResponse:
    """What was sent or typed, word for word."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    now = timezone.now()
    context = {
        "frame": frame_of(opened, now=now),
        "came": as_it_came.read(opened.referral, now=now),
    }
    return render(request, "portal/as_it_came.html", context)
