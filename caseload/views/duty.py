"""The duty page: everything open about risk in the provider; take and record in the row."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit import trail
from audit.events import Event
from caseload import duty
from caseload.actions import risk
from caseload.duty import DutyPage
from caseload.forms.record import CloseRiskActionForm
from caseload.models import RiskAction
from caseload.record import source
from caseload.views import risk_actions
from clinical import wording
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from staff.telling import telling


@requires(Permission.SEE_DUTY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Everything open, by due time. `record` names the row whose form stands open."""
    page = _read(request, now=timezone.now())
    asked = request.GET.get("record", "")
    chosen = next((row for row in page.rows if str(row.pk) == asked and row.may_record), None)
    form = None if chosen is None else _form(chosen.pk, owners=list(chosen.next_owners))
    return _drawn(request, page, form=form, chosen=0 if chosen is None else chosen.pk)


@require_POST
def take(request: HttpRequest, reference: str, action: int) -> HttpResponse:
    """Take a risk action in its row: from now on this person has it."""
    opened = open_record(request, reference, needs=Permission.RISK_ACTION)
    chosen = _chosen(opened, action)
    by = cast(StaffMember, request.user)
    with telling(request, "You have taken this. Record here what was done."):
        risk.acknowledge_risk_action(risk_action=chosen, by=by, now=timezone.now())
    return redirect(_back(by, opened, chosen))


@require_POST
def record(request: HttpRequest, reference: str, action: int) -> HttpResponse:
    """Record what was done in the row: close with an outcome, and say what must happen next."""
    opened = open_record(request, reference, needs=Permission.RISK_ACTION)
    chosen = _chosen(opened, action)
    now, by = timezone.now(), cast(StaffMember, request.user)
    page = _read(request, now=now) if may(by, Permission.SEE_DUTY) else None
    row = next((one for one in page.rows if one.pk == chosen.pk), None) if page else None
    owners = [(by.pk, "Me")] if row is None else list(row.next_owners)
    form = _form(chosen.pk, owners=owners, data=request.POST)
    is_confirmed = form.is_valid() and form.confirms(request)
    if form.is_valid() and _is_closed(form, chosen, is_confirmed=is_confirmed, by=by, now=now):
        messages.success(request, "Recorded, and closed with its outcome.")
        return redirect(_back(by, opened, None))
    if page is None:
        return risk_actions.drawn(request, opened, now=now, bound={chosen.pk: form})
    return _drawn(request, page, form=form, chosen=chosen.pk, gone=_gone(chosen, is_listed=row))


def _chosen(opened: OpenedRecord, action: int) -> RiskAction:
    """The action through its record; closed ones too, so that what was typed is not lost."""
    chosen = source.risk_action(opened.referral.pk, action)
    if chosen is None:
        raise Http404
    return chosen


def _is_closed(
    form: CloseRiskActionForm,
    chosen: RiskAction,
    *,
    is_confirmed: bool,
    by: StaffMember,
    now: datetime,
) -> bool:
    """Whether it could be closed; otherwise the form says why not."""
    try:
        risk.close_risk_action(
            risk_action=chosen,
            outcome=form.cleaned_data["outcome"],
            then=form.then(),
            is_confirmed=is_confirmed,
            by=by,
            now=now,
            policy=policy_on(local_date(now)),
        )
    except Refused as refusal:
        form.say(refusal)
        return False
    return True


def _gone(chosen: RiskAction, *, is_listed: object) -> str:
    """Who closed it meanwhile, when it no longer stands on the page."""
    if is_listed is not None or chosen.closed_at is None or chosen.closed_by is None:
        return ""
    when = wording.clock(chosen.closed_at)
    return f"{chosen.closed_by.full_name} closed this at {when}: {chosen.outcome}"


def _read(request: HttpRequest, *, now: datetime) -> DutyPage:
    """The page, whose look is one line of the trail."""
    member = cast(StaffMember, request.user)
    page = duty.read(
        standing=cast(Standing, member.standing), now=now, policy=policy_on(local_date(now))
    )
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=page.shown)
    return page


def _drawn(
    request: HttpRequest,
    page: DutyPage,
    *,
    form: CloseRiskActionForm | None,
    chosen: int,
    gone: str = "",
) -> HttpResponse:
    has_errors = form is not None and bool(form.errors)
    shown = {"page": page, "form": form, "chosen": chosen, "gone": gone, "has_errors": has_errors}
    return render(request, "caseload/duty/duty.html", shown, status=422 if has_errors else 200)


def _form(
    pk: int, *, owners: list[tuple[int, str]], data: object | None = None
) -> CloseRiskActionForm:
    return CloseRiskActionForm(data, owners=owners, ids=f"action-{pk}")


def _back(by: StaffMember, opened: OpenedRecord, chosen: RiskAction | None) -> str:
    """The duty page, at this row; for somebody without it, the record's own risk page."""
    if not may(by, Permission.SEE_DUTY):
        return reverse("caseload:risk", args=(opened.referral.reference,))
    return reverse("duty") + (f"#action-{chosen.pk}" if chosen is not None else "")
