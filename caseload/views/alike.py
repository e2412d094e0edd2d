"""Whom a record resembles: a person says whether it is somebody else."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.actions import look_alikes
from caseload.incoming import alike
from caseload.views.record_changes import frame_of
from referrals.access import open_record
from referrals.models import AlikeOutcome
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody this person resembles, under the banner, which says how they are reached."""
    opened = open_record(request, reference, needs=Permission.VIEW_CONTACT_DETAILS)
    now = timezone.now()
    rows = alike.read(opened.referral, by=cast(StaffMember, request.user), now=now)
    context = {
        "frame": frame_of(opened, now=now),
        "rows": rows,
        "referral": opened.referral,
        "may_merge": Permission.MERGE_RECORDS in opened.may,
    }
    return render(request, "caseload/incoming/alike.html", context)


@require_POST
def somebody_else(request: HttpRequest, reference: str, pair: int) -> HttpResponse:
    """The two are different people: the warning stays on both."""
    opened = open_record(request, reference, needs=Permission.VIEW_CONTACT_DETAILS)
    found = alike.pair_of(opened.referral, pair)
    if found is None:
        raise Http404
    with telling(request, "Kept as two people. The warning stays on both records."):
        look_alikes.settle_look_alike(
            pair=found,
            outcome=AlikeOutcome.SOMEBODY_ELSE,
            referral=opened.referral,
            by=cast(StaffMember, request.user),
            now=timezone.now(),
        )
    return redirect("caseload:alike", reference)
