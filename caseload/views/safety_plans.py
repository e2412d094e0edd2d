"""/caseload/<reference>/safety-plan/: read it, write the next version, print it."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit import trail
from audit.events import Event
from caseload.actions import safety_plans
from caseload.forms.safety_plan import SafetyPlanForm, unbound
from caseload.safety import plan as the_plan
from caseload.views.record_changes import frame_of
from clinical import wording
from clinical.errors import Refused
from policy.current import policy_on
from policy.wordings import crisis_contacts
from referrals.access import OpenedRecord, open_record
from referrals.conflict import Conflict
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD"])
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan that holds, and every version before it."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    now = timezone.now()
    on = timezone.localdate(now)
    versions = the_plan.versions(opened.referral.patient_id, on=on)
    context = {
        "frame": frame_of(opened, now=now, page="risk"),
        "plan": versions[0] if versions else None,
        "earlier": versions[1:],
        "contacts": crisis_contacts(on),
    }
    return render(request, "caseload/safety/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the next version, over the one that is shown."""
    opened = open_record(request, reference, needs=Permission.WRITE_SAFETY_PLAN)
    now = timezone.now()
    on = timezone.localdate(now)
    policy = policy_on(on)
    if request.method != "POST":
        plan = the_plan.current(opened.referral.patient_id)
        return _drawn(request, opened, unbound(plan, on=on, policy=policy), now=now)
    form = SafetyPlanForm(request.POST)
    if form.is_valid():
        try:
            safety_plans.write_plan(
                referral=opened.referral,
                entry=form.entry(),
                over=form.cleaned_data["over"],
                form_key=form.cleaned_data["form_key"],
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy,
            )
        except Conflict as conflict:
            return _conflict(request, opened, form, conflict, now=now)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Safety plan saved.")
            return redirect("caseload:safety_plan", reference)
    return _drawn(request, opened, form, now=now)


@require_http_methods(["GET"])
def print_copy(request: HttpRequest, reference: str) -> HttpResponse:
    """The person's own copy, for paper. Who printed it stands on it, and on the trail."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    now, member = timezone.now(), cast(StaffMember, request.user)
    on = timezone.localdate(now)
    plan = the_plan.current(opened.referral.patient_id)
    if plan is None:
        return redirect("caseload:safety_plan", reference)
    trail.record_view(
        Event.SAFETY_PLAN_PRINTED,
        by=member,
        at=now,
        patient_id=opened.referral.patient_id,
        referral_id=opened.referral.pk,
        relation=opened.relation,
    )
    context = {
        "frame": frame_of(opened, now=now),
        "plan": the_plan.card(plan, on=on),
        "review_on": wording.sentence_date(plan.review_on, on),
        "contacts": crisis_contacts(on),
        "who": opened.referral.patient.full_name,
        "printed": f"{member.full_name}, {wording.sentence_date(on)} {on.year} at "
        f"{wording.clock(now)}",
    }
    return render(request, "caseload/safety/print.html", context)


def _conflict(
    request: HttpRequest,
    opened: OpenedRecord,
    form: SafetyPlanForm,
    conflict: Conflict,
    *,
    now: datetime,
) -> HttpResponse:
    """409 with both texts: mine in the form, theirs beside it; saving again is done knowingly."""
    typed = form.cleaned_data
    newest = the_plan.current(opened.referral.patient_id)
    differences = [
        (str(form.fields[name].label), str(theirs) or "Nothing")
        for name, theirs in conflict.theirs.items()
        if theirs != typed[name]
    ]
    mine = SafetyPlanForm(initial=typed | {"over": newest.number if newest else 0})
    context = {
        "conflict": f"{conflict.theirs_by} wrote a version at {wording.clock(conflict.theirs_at)}.",
        "differences": differences,
    }
    return _drawn(request, opened, mine, now=now, status=409, **context)


def _drawn(
    request: HttpRequest,
    opened: OpenedRecord,
    form: SafetyPlanForm,
    *,
    now: datetime,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "has_errors": bool(form.errors),
        **more,
    }
    return render(request, "caseload/safety/write.html", context, status=status)
