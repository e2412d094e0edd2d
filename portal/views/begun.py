"""A self-referral begun for somebody: by staff, and the link by which the person goes on."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinical import wording
from policy.current import policy_on
from portal.actions import begun as beginnings
from portal.forms import BirthDate
from portal.links import is_guessing, note_unknown
from portal.models.begun import MOST_TRIES
from portal.referring import begun, told
from portal.referring.begun import BeginForm
from portal.views.refer_door import Visit, by_anyone, keep_token
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


@require_http_methods(["GET", "POST"])
@by_anyone
def go_on(visit: Visit, token: str) -> HttpResponse:
    """The birth date, and then the form with what is filled in already. It opens once."""
    found = begun.find(token, now=visit.now)
    if found is None or is_guessing(visit.address, now=visit.now):
        if found is None and visit.request.method == "POST":
            note_unknown(visit.address, now=visit.now)
        return visit.page("closed", status=410, why="over", words="")
    form = BirthDate(visit.request.POST if visit.request.method == "POST" else None)
    if form.is_valid():
        opened = beginnings.open_begun(
            begun=found,
            birth_date=form.cleaned_data["birth_date"],
            address=visit.address,
            by=None,
            now=visit.now,
            policy=visit.policy,
        )
        if opened:
            return keep_token(visit.go(told.SAFE), opened, policy=visit.policy)
        found.refresh_from_db(fields=["wrong_birth_dates"])
        left = MOST_TRIES - found.wrong_birth_dates
        if left <= 0:
            return visit.page("closed", status=410, why="over", words="")
        form.add_error(None, _("That is not the date we have. Tries left: %(n)d.") % {"n": left})
    return visit.page("begun", status=422 if form.is_bound else 200, form=form)
