"""/caseload/<reference>/flags/<reason>/: say that a flag is seen, put it off, bring it back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload import resting
from caseload.actions import flags
from caseload.forms.flags import SnoozeForm
from caseload.record import flags as record_flags
from caseload.record import overview, source
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.wording import sentence_date
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling

_USUAL_REST = timedelta(days=7)


@require_POST
def acknowledge(request: HttpRequest, reference: str, reason: str) -> HttpResponse:
    """Somebody has seen it; it stands and counts as before."""
    opened, chosen = _opened(request, reference, reason)
    return _done(
        request, opened, flags.acknowledge_flag, chosen, said="Noted that you have seen this."
    )


@require_POST
def wake(request: HttpRequest, reference: str, reason: str) -> HttpResponse:
    """It asks for a look again from now on."""
    opened, chosen = _opened(request, reference, reason)
    return _done(request, opened, flags.wake_flag, chosen, said="This flag is back.")


@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest, reference: str, reason: str) -> HttpResponse:
    """Put it off until a day, with the reason why."""
    opened, chosen = _opened(request, reference, reason)
    now = timezone.now()
    policy = policy_on(local_date(now))
    on = local_date(now)
    latest = on + timedelta(days=policy.snooze_longest_days)
    if request.method != "POST":
        usual = {"until": min(on + _USUAL_REST, latest)}
        form = SnoozeForm(initial=usual, on=on, latest=latest)
        return _drawn(request, opened, chosen, form, now=now, policy=policy)
    form = SnoozeForm(request.POST, on=on, latest=latest)
    if form.is_valid():
        try:
            flags.snooze_flag(
                referral=opened.referral,
                reason=chosen,
                until=form.cleaned_data["until"],
                why=form.cleaned_data["why"],
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            day = sentence_date(form.cleaned_data["until"], on)
            messages.success(request, f"Put off until {day}.")
            return _back(opened)
    return _drawn(request, opened, chosen, form, now=now, policy=policy)


def _opened(request: HttpRequest, reference: str, reason: str) -> tuple[OpenedRecord, Reason]:
    opened = open_record(request, reference, needs=Permission.HANDLE_FLAG)
    if reason not in set(Reason):
        raise Http404
    return opened, Reason(reason)


def _done(
    request: HttpRequest,
    opened: OpenedRecord,
    verb: Callable[..., None],
    reason: Reason,
    *,
    said: str,
) -> HttpResponse:
    now = timezone.now()
    with telling(request, said):
        verb(
            referral=opened.referral,
            reason=reason,
            by=cast(StaffMember, request.user),
            now=now,
            policy=policy_on(local_date(now)),
        )
    return _back(opened)


def _back(opened: OpenedRecord) -> HttpResponse:
    return redirect(f"{reverse('caseload:record', args=(opened.referral.reference,))}#h-flags")


def _drawn(
    request: HttpRequest,
    opened: OpenedRecord,
    reason: Reason,
    form: SnoozeForm,
    *,
    now: datetime,
    policy: Policy,
) -> HttpResponse:
    head = source.head(opened.referral.pk)
    cards = record_flags.flag_cards(head, (), now=now, policy=policy)
    context: dict[str, Any] = {
        "frame": overview.frame(opened.referral, head=head, may=opened.may, page="", now=now),
        "form": form,
        "flag": next((card for card in cards if card.code == reason), None),
        "may_rest": resting.may_rest(reason, has_risk=bool(opened.referral.risk_open_since)),
        "has_errors": bool(form.errors),
    }
    return render(request, "caseload/record/snooze.html", context)
