"""What is sent for each type of contact; and the practice service's own outbox."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinical.errors import Refused
from policy.current import policy_on
from portal import local_page, rule_page
from portal.actions import rules as rule_actions
from portal.staff_forms import RuleForm
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission


@requires(Permission.CHANGE_MESSAGE_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """What holds today, what comes, and a new rule from a day on."""
    now = timezone.now()
    on = timezone.localdate(now)
    policy = policy_on(on)
    usual = {
        "valid_from": on,
        "may_confirm": True,
        "may_cancel": True,
        "remind_hours_before": policy.reminder_hours_before,
        "questionnaire_days_before": policy.questionnaire_days_before,
        "nudge_hours_before": policy.questionnaire_nudge_hours_before,
    }
    form = RuleForm(request.POST if request.method == "POST" else None, initial=usual)
    if form.is_bound and form.is_valid() and _is_set(form, request, now=now):
        messages.success(request, "Rule set.")
        return redirect("messages:rules")
    shown = {
        "rows": rule_page.rows(now=now, policy=policy),
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "portal/rules.html", shown, status=422 if form.errors else 200)


@requires(Permission.SEE_TODAY)
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What would have been sent, where no gateway is set up; elsewhere there is no such page."""
    if not local_page.is_on():
        raise Http404
    return render(request, "portal/outbox.html", {"sent": local_page.read(now=timezone.now())})


def _is_set(form: RuleForm, request: HttpRequest, *, now: datetime) -> bool:
    try:
        rule_actions.set_rule(entry=form.entry(), by=cast(StaffMember, request.user), now=now)
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True
