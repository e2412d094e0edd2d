"""Keys, and keeping oneself signed in."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from staff import actions
from staff.forms import Shortcuts
from staff.models import StaffMember


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The list of shortcuts, and the switch that turns them off for this account."""
    member = cast(StaffMember, request.user)
    if request.method == "POST":
        form = Shortcuts(request.POST)
        form.full_clean()  # a box is on or off: nothing here can be wrong
        actions.set_shortcuts(
            member=member, on=form.cleaned_data["shortcuts_on"], by=member, now=timezone.now()
        )
        messages.success(request, "Saved. It holds on every machine you sign in on.")
        return redirect("staff:keys")
    form = Shortcuts(initial={"shortcuts_on": member.shortcuts_on})
    return render(request, "staff/keys.html", {"form": form})


@require_POST
def stay(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """One key to stay signed in; the middleware has already noted the use."""
    return HttpResponse(status=204)


def closed(request: HttpRequest, *_: str) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """A page that the sign-in package brings and this service does not have."""
    raise Http404
