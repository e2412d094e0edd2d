"""/account/: where one lands after signing in."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload import kept_views
from caseload.forms.landing import LandingForm
from staff import actions
from staff.models import StaffMember


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Choose a page of one's own; nothing chosen is what the role lands on."""
    member = cast(StaffMember, request.user)
    pages = [(one.path, one.label) for one in kept_views.landings(member)]
    form = LandingForm(request.POST or None, pages=pages, initial={"landing": member.landing})
    if request.method == "POST" and form.is_valid():
        actions.set_landing(
            member=member,
            path=form.cleaned_data["landing"],
            allowed=frozenset(path for path, _ in pages),
            by=member,
            now=timezone.now(),
        )
        messages.success(request, "Saved. You land there from now on.")
        return redirect("account")
    context = {"form": form, "has_errors": bool(form.errors)}
    return render(request, "caseload/account.html", context)
