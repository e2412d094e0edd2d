"""/patients/find: by name or NHS number. What was typed never stands in an address."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals import search
from referrals.forms import FindForm
from referrals.search import Found
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FIND_PATIENT)
def find(request: HttpRequest) -> HttpResponse:
    """The list under the field while typing; the page otherwise; the record if only one fits."""
    form = FindForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = _search(request, form.cleaned_data["q"])
        except Refused as refusal:
            form.add_error("q", str(refusal))
    context = {"form": form, "found": found, "has_errors": bool(form.errors)}
    if request.headers.get("HX-Request"):
        return render(request, "referrals/find_list.html", context)
    if found is not None and found.only is not None:
        return HttpResponse(status=303, headers={"Location": found.only.path})
    return render(request, "referrals/find.html", context)


def _search(request: HttpRequest, text: str) -> Found:
    """What was found, with one line on the trail: a hash of the words, and who was shown."""
    member = cast(StaffMember, request.user)
    now = timezone.now()
    if member.standing is None:
        raise Refused("Sign in again.")
    found = search.find(text, standing=member.standing, on=timezone.localdate(now))
    trail.record_view(
        Event.PATIENTS_SEARCHED,
        by=member,
        at=now,
        shown=[one.patient_id for one in found.people],
        searched=search.fingerprint(text),
    )
    return found
