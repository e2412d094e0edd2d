"""/caseload/<reference>/safeguarding/new: pass a concern on, and say who follows it up."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.actions import safeguarding
from caseload.forms.safeguarding import SafeguardingForm
from caseload.safety.owners import who_may_follow_up
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from policy.current import policy_on
from referrals.access import open_record
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down what was passed on; only those who need it read it again."""
    opened = open_record(request, reference, needs=Permission.VIEW_SAFEGUARDING)
    now, by = timezone.now(), cast(StaffMember, request.user)
    owners = who_may_follow_up(opened.referral, by=by, now=now)
    form = SafeguardingForm(request.POST or None, owners=owners)
    if request.method == "POST" and form.is_valid():
        try:
            safeguarding.refer(
                referral=opened.referral,
                entry=form.entry(),
                owner_id=form.cleaned_data["owner"],
                urgency=form.cleaned_data["urgency"],
                form_key=form.cleaned_data["form_key"],
                by=by,
                now=now,
                policy=policy_on(timezone.localdate(now)),
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Saved, with somebody to follow it up.")
            return redirect("caseload:risk", reference)
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "caseload/safety/safeguarding.html", context)
