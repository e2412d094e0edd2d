"""Service rules: the list, one rule with its history, propose, approve, withdraw."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinical import policy
from clinical.errors import Refused
from clinical.working_days import local_date
from policy import actions, rule_pages
from policy.forms import RuleForm, today_first
from policy.models import PolicyChange
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


@requires(Permission.CHANGE_POLICY)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every rule with today's value."""
    groups = rule_pages.listed(now=timezone.now())
    return render(request, "policy/rules.html", {"groups": groups})


@requires(Permission.CHANGE_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: propose another value; what waits, and what was decided."""
    if name not in policy.RULES:
        raise Http404
    now, by = timezone.now(), cast(StaffMember, request.user)
    page = rule_pages.one(name, reader_id=by.pk, now=now)
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        rule=policy.RULES[name],
        now_is=page.row.value,
        initial=today_first(local_date(now)),
    )
    if request.method == "POST" and form.is_valid() and _is_proposed(form, name, by=by, now=now):
        messages.success(request, "Proposed. A second person approves it here.")
        return redirect("policy:rule", name)
    shown = {"page": page, "form": form, "has_errors": bool(form.errors)}
    return render(request, "policy/rule.html", shown, status=422 if form.errors else 200)


@requires(Permission.CHANGE_POLICY)
@require_POST
def approve(request: HttpRequest, change: int) -> HttpResponse:
    """Put a colleague's proposal in force from its day."""
    chosen, by = _chosen(change), cast(StaffMember, request.user)
    with telling(request, "Approved. It holds from its day on."):
        actions.approve(change=chosen, by=by, now=timezone.now())
    return redirect("policy:rule", chosen.rule)


@requires(Permission.CHANGE_POLICY)
@require_POST
def withdraw(request: HttpRequest, change: int) -> HttpResponse:
    """Take a proposal back."""
    chosen, by = _chosen(change), cast(StaffMember, request.user)
    with telling(request, "Withdrawn."):
        actions.withdraw(change=chosen, by=by, now=timezone.now())
    return redirect("policy:rule", chosen.rule)


def _chosen(pk: int) -> PolicyChange:
    chosen = PolicyChange.objects.filter(pk=pk, rule__in=list(policy.RULES)).first()
    if chosen is None:
        raise Http404
    return chosen


def _is_proposed(form: RuleForm, name: str, *, by: StaffMember, now: datetime) -> bool:
    """Whether it could be proposed; otherwise the form says why not, beside the field."""
    given = form.cleaned_data
    try:
        actions.propose(
            rule=name,
            value=given["value"],
            valid_from=given["valid_from"],
            why=given["why"],
            by=by,
            now=now,
        )
    except Refused as refusal:
        form.add_error("value" if refusal.field == name else refusal.field, str(refusal))
        return False
    return True
