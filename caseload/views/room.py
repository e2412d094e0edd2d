"""/caseload/<reference>/room: who has room for one person, and putting them on a caseload."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.actions import placing, wishes
from caseload.allocating import room as panel
from caseload.allocating.wants import asked_for
from caseload.forms.allocating import PlaceForm, WishesForm
from caseload.triage.frame import Stage
from caseload.views.record_changes import frame_of
from caseload.waiting import turns
from caseload.waiting.following import next_to_allocate
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from referrals.models import Referral
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Who has room for one person; whoever is chosen there carries them from then on."""
    now = timezone.now()
    form = PlaceForm(request.POST if request.method == "POST" else None)
    try:
        opened = open_record(request, reference, needs=Permission.REASSIGN)
    except Http404:
        if not (form.is_valid() and _waited_for_this_senior(request, form)):
            raise
        return _too_late(request, reference)
    if request.method == "POST" and form.is_valid():
        onward = _onward(request, reference, now=now)
        refused = _place(request, opened, form, now=now)
        if refused is None:
            return redirect(onward)
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return _drawn(request, opened, form, now=now)


@require_http_methods(["GET", "HEAD", "POST"])
def wanted(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down what somebody asks for."""
    opened = open_record(request, reference, needs=Permission.REASSIGN)
    now = timezone.now()
    if request.method == "POST":
        form = WishesForm(request.POST)
        if form.is_valid():
            wishes.set_wishes(
                referral=opened.referral,
                entry=wishes.WishesEntry(**form.cleaned_data),
                by=cast(StaffMember, request.user),
                now=now,
            )
            return redirect("caseload:room", reference)
    else:
        form = WishesForm(initial=asked_for(opened.referral))
    context = {"form": form, "frame": frame_of(opened, now=now), "reference": reference}
    status = 422 if form.errors else 200
    return render(request, "caseload/allocating/wishes.html", context, status=status)


def panel_of(
    referral: Referral,
    form: PlaceForm,
    *,
    now: datetime,
    policy: Policy,
    at_most: int | None = panel.IN_PANE,
    within: str = "",
) -> dict[str, object]:
    """What the panel's template is given; `within` names the form its fields belong to."""
    return {
        "room": panel.read(referral, now=now, policy=policy, at_most=at_most),
        "place_form": form,
        "chosen": form.data.get("pwp", "") if form.is_bound else "",
        "offers": "offer" in form.data if form.is_bound else True,
        "within": within,
        "stage": "",
    }


def _waited_for_this_senior(request: HttpRequest, form: PlaceForm) -> bool:
    """Was the person shown as waiting, to somebody who puts whoever waits on a caseload?"""
    standing = cast(StaffMember, request.user).standing
    may = standing is not None and turns.lets(standing, Permission.REASSIGN)
    return may and form.cleaned_data["seen"] is None


def _too_late(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody else was quicker, and the person is in nobody's hands but theirs: say so."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    messages.warning(request, placing.too_late(referral=opened.referral))
    return redirect(_onward(request, reference, now=timezone.now()))


def _place(
    request: HttpRequest, opened: OpenedRecord, form: PlaceForm, *, now: datetime
) -> Refused | None:
    """Put the person where the senior chose; what cannot be is given back."""
    on = local_date(now)
    entry = form.placement()
    if opened.referral.carried_by_id is not None and not entry.why.strip():
        return Refused("Say why somebody else carries this person.", field="why")
    try:
        placed = placing.place(
            referral=opened.referral,
            entry=entry,
            by=cast(StaffMember, request.user),
            now=now,
            policy=policy_on(on),
        )
    except Refused as refusal:
        return refusal
    messages.success(request, placed.words(on))
    return None


def _drawn(
    request: HttpRequest, opened: OpenedRecord, form: PlaceForm, *, now: datetime
) -> HttpResponse:
    """With what was typed; the rows as they are now."""
    context = panel_of(
        opened.referral,
        form,
        now=now,
        policy=policy_on(local_date(now)),
        at_most=None if "everybody" in request.GET else panel.ON_PAGE,
    )
    context |= {
        "stage": _stage(request),
        "frame": frame_of(opened, now=now),
        "has_errors": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "caseload/allocating/page.html", context, status=status)


def _stage(request: HttpRequest) -> str:
    asked = request.POST.get("stage") or request.GET.get("stage", "")
    return asked if asked in set(Stage) else ""


def _onward(request: HttpRequest, reference: str, *, now: datetime) -> str:
    """Of those to allocate whoever stands next, as the list was before; otherwise the list."""
    stage = _stage(request)
    if stage == Stage.ALLOCATE:
        standing = cast(Standing, cast(StaffMember, request.user).standing)
        following = next_to_allocate(reference, standing=standing, on=local_date(now))
        if following:
            return f"{reverse('caseload:room', args=(following,))}?stage={stage}"
    return f"{reverse('waiting')}?stage={stage}" if stage else reverse("waiting")
