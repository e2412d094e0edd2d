"""/patients/find: by name or NHS number, where what was typed never stands in an address; and
/settings/places/: what is loaded of practices, postcodes and commissioners.
"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinical.errors import Refused
from policy.current import policy_on
from referrals import place_page, search
from referrals.forms import FindForm
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
            by = cast(StaffMember, request.user)
            found = search.find_and_note(form.cleaned_data["q"], by=by, now=timezone.now())
        except Refused as refusal:
            form.add_error("q", str(refusal))
    context = {"form": form, "found": found, "has_errors": bool(form.errors)}
    if request.headers.get("HX-Request"):
        return render(request, "referrals/find_list.html", context)
    if found is not None and found.only is not None:
        return HttpResponse(status=303, headers={"Location": found.only.path})
    return render(request, "referrals/find.html", context)


@requires(Permission.CHANGE_POLICY)
@require_safe
def loaded(request: HttpRequest) -> HttpResponse:
    """Which lists are loaded, of which date, and how many people no list knows."""
    now = timezone.now()
    page = place_page.read(now=now, policy=policy_on(timezone.localdate(now)))
    return render(request, "referrals/places.html", {"page": page})
