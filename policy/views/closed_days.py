"""Days on which the service is closed: the list, set one, withdraw one."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clinical.errors import Refused
from policy import actions, closed_day_page
from policy.forms import ClosedDayForm
from policy.models import ClosedDay
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@requires(Permission.CHANGE_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Bank holidays and closed days to come; close the service for a day."""
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = ClosedDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_closed_day(on=given["on"], name=given["name"], by=by, now=now)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Set. Due times skip this day from now on.")
            return redirect("policy:closed_days")
    page = closed_day_page.read(now=now)
    shown = {"page": page, "form": form, "has_errors": bool(form.errors)}
    return render(request, "policy/closed_days.html", shown, status=422 if form.errors else 200)


@requires(Permission.CHANGE_POLICY)
@require_POST
def withdraw(request: HttpRequest, day: int) -> HttpResponse:
    """Open on this day after all."""
    chosen, by = ClosedDay.objects.filter(pk=day).first(), cast(StaffMember, request.user)
    if chosen is None:
        raise Http404
    with telling(request, "Withdrawn: the service is open on this day."):
        actions.withdraw_closed_day(closed=chosen, by=by, now=timezone.now())
    return redirect("policy:closed_days")
