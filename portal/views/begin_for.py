"""/referrals/begin-for: staff begin a self-referral for somebody, who goes on by a link."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinical import wording
from policy.current import policy_on
from portal.actions import begun as beginnings
from portal.referring.begun import BeginForm
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECEIVE_REFERRAL)
def begin(request: HttpRequest) -> HttpResponse:
    """What is known so far; then the link, which is shown this once."""
    now = timezone.now()
    on = timezone.localdate(now)
    data = request.POST if request.method == "POST" else None
    youngest = policy_on(on).youngest_age
    form = BeginForm(data, on=on, youngest=youngest, initial={"language": "en"})
    has_errors = form.is_bound and not form.is_valid()
    context = {"form": form, "has_errors": has_errors, "address": "", "until": ""}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "portal/begin_for.html", context, status=status)
    token = beginnings.begin_for(
        answers=form.answers(),
        organisation=form.cleaned_data["organisation"],
        language=form.cleaned_data["language"],
        by=cast(StaffMember, request.user),
        now=now,
    )
    until = timezone.localdate(now + beginnings.LASTS)
    context["address"] = f"{settings.PUBLIC_ADDRESS}{reverse('refer:begun', args=[token])}"
    context["until"] = wording.sentence_date(until, on)
    return render(request, "portal/begin_for.html", context)
