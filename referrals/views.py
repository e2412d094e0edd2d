"""/patients/find: by name or NHS number. What was typed never stands in an address."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinical.errors import Refused
from referrals import search
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
