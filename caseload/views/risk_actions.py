"""The risk page: what is open, who has it; take it, close it with an outcome."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload import owners
from caseload.actions import handovers, risk
from caseload.forms.record import CloseRiskActionForm
from caseload.forms.risk import GiveForm
from caseload.models import RiskAction
from caseload.record import pages, source
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@require_http_methods(["GET", "HEAD"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Risk reviews, risk actions open and closed, and flags, across all referrals of the person."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    return drawn(request, opened, now=timezone.now())


@require_POST
def take(request: HttpRequest, reference: str, action: int) -> HttpResponse:
    """Take a risk action: from now on this person has it."""
    opened = open_record(request, reference, needs=Permission.RISK_ACTION)
    chosen = _chosen(opened, action)
    with telling(request, "You have taken this. Close it when it is done."):
        risk.acknowledge_risk_action(
            risk_action=chosen, by=cast(StaffMember, request.user), now=timezone.now()
        )
    return redirect(f"{reverse('caseload:risk', args=(reference,))}#action-{chosen.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, reference: str, action: int) -> HttpResponse:
    """Say what was done; the last open action of a flag closes the flag too, for which the
    password is asked.
    """
    opened = open_record(request, reference, needs=Permission.RISK_ACTION)
    chosen = _chosen(opened, action)
    if request.method != "POST":
        return redirect(f"{reverse('caseload:risk', args=(reference,))}#action-{chosen.pk}")
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = _form(chosen.pk, owners=_owners(opened, by=by, now=now), data=request.POST)
    is_confirmed = form.is_valid() and form.confirms(request)
    if form.is_valid():
        try:
            risk.close_risk_action(
                risk_action=chosen,
                outcome=form.cleaned_data["outcome"],
                then=form.then(),
                version=form.cleaned_data["version"],
                is_confirmed=is_confirmed,
                by=by,
                now=now,
                policy=policy_on(timezone.localdate(now)),
            )
        except Refused as refusal:
            form.say(refusal)
        else:
            messages.success(request, "Closed, with its outcome.")
            return redirect("caseload:risk", reference)
    return drawn(request, opened, now=now, bound={chosen.pk: form})


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, reference: str, action: int) -> HttpResponse:
    """Give a risk action to somebody else, and say why."""
    opened = open_record(request, reference, needs=Permission.RISK_ACTION)
    chosen = _chosen(opened, action)
    now, by = timezone.now(), cast(StaffMember, request.user)
    offered = [one for one in _owners(opened, by=by, now=now) if one[0] != chosen.owner_id]
    form = GiveForm(request.POST or None, owners=offered, initial={"version": chosen.version})
    if request.method == "POST" and form.is_valid():
        try:
            handovers.hand_over(
                risk_action=chosen,
                to=StaffMember.objects.get(pk=form.cleaned_data["to"]),
                why=form.cleaned_data["why"],
                version=form.cleaned_data["version"],
                by=by,
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Given, and they are told.")
            return redirect(f"{reverse('caseload:risk', args=(reference,))}#action-{chosen.pk}")
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "has_errors": bool(form.errors),
        "action": chosen,
        "owner": chosen.owner.full_name,
    }
    return render(request, "caseload/record/risk_give.html", context)


def _chosen(opened: OpenedRecord, action: int) -> RiskAction:
    chosen = source.risk_action(opened.referral.pk, action)
    if chosen is None:
        raise Http404
    return chosen


def drawn(
    request: HttpRequest,
    opened: OpenedRecord,
    *,
    now: datetime,
    bound: dict[int, CloseRiskActionForm] | None = None,
) -> HttpResponse:
    """The page, each open action with its form, the one just sent with what was typed."""
    by = cast(StaffMember, request.user)
    shown = pages.risk(
        opened.referral,
        may=opened.may,
        reader=by,
        now=now,
        policy=policy_on(timezone.localdate(now)),
    )
    forms: dict[int, CloseRiskActionForm] = {}
    if Permission.RISK_ACTION in opened.may:
        offered = _owners(opened, by=by, now=now)
        forms = {one.pk: _form(one.pk, owners=offered) for one in shown.open if one.is_here}
    forms |= bound or {}
    wrong = [form for form in (bound or {}).values() if form.errors]
    context = {"page": shown, "forms": forms, "wrong": wrong, "has_errors": bool(wrong)}
    return render(request, "caseload/record/risk.html", context)


def _form(
    pk: int, *, owners: list[tuple[int, str]], data: object | None = None
) -> CloseRiskActionForm:
    return CloseRiskActionForm(data, owners=owners, ids=f"action-{pk}")


def _owners(opened: OpenedRecord, *, by: StaffMember, now: datetime) -> list[tuple[int, str]]:
    """Me, whoever carries the person, and those who stand in for them; never who is not here."""
    service = owners.service_at(now)
    return service.offered(by=by.pk, carrier=opened.referral.carried_by_id)
