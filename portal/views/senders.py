"""Which systems may send referrals: listed, one more let in, one stopped."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clinical.errors import Refused
from portal import senders
from portal.actions import senders as sender_actions
from portal.actions.senders import MadeSender
from portal.staff_forms import SenderForm
from referrals.models import ReferralSource
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.telling import telling


@requires(Permission.MANAGE_SENDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """All of them. A new one's token is on the page that answers, and nowhere afterwards."""
    now = timezone.now()
    form = SenderForm(request.POST if request.method == "POST" else None)
    made = _make(form, request, now=now) if form.is_bound and form.is_valid() else None
    if made is not None:
        form = SenderForm()
    return _page(request, now=now, form=form, made=made, status=422 if form.errors else 200)


@requires(Permission.MANAGE_SENDERS)
@require_POST
def stop(request: HttpRequest, sender: int) -> HttpResponse:
    """Its token opens nothing from now on."""
    found = senders.running_with(sender)
    if found is None:
        raise Http404
    with telling(request, f"{found.name} can send nothing any more."):
        sender_actions.stop_sender(
            sender=found, by=cast(StaffMember, request.user), now=timezone.now()
        )
    return redirect("senders:list")


def _make(form: SenderForm, request: HttpRequest, *, now: datetime) -> MadeSender | None:
    try:
        made = sender_actions.make_sender(
            name=form.cleaned_data["name"],
            source=ReferralSource(form.cleaned_data["source"]),
            by=cast(StaffMember, request.user),
            now=now,
        )
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
    messages.success(request, f"{made.sender.name} can send referrals.")
    return made


def _page(request: HttpRequest, *, now: datetime, status: int, **context: Any) -> HttpResponse:
    shown = {
        "rows": senders.read(now=now),
        "has_errors": status == 422,
        "may_set_rules": may(cast(StaffMember, request.user), Permission.CHANGE_POLICY),
        **context,
    }
    return render(request, "portal/senders.html", shown, status=status)
