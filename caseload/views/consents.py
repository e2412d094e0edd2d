"""/caseload/<reference>/consents/: what the person agreed to, and writing down what they say."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from caseload.consents import page
from caseload.forms.consents import YES_NO, ConsentForm
from caseload.views.record_changes import frame_of
from clinical.errors import Refused
from referrals import details
from referrals.access import open_record
from referrals.models import ConsentKind
from staff.models import StaffMember
from staff.roles import Permission


@require_safe
def listed(request: HttpRequest, reference: str) -> HttpResponse:
    """Every kind of consent, the answer that counts and those before it."""
    opened = open_record(request, reference, needs=Permission.VIEW_CONTACT_DETAILS)
    now = timezone.now()
    context = {
        "frame": frame_of(opened, now=now, page="details"),
        "lines": page.read(opened.referral, may=opened.may, now=now),
    }
    return render(request, "caseload/consents/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down a yes or a no; a no takes back a yes, and both stay."""
    opened = open_record(request, reference, needs=Permission.CHANGE_DETAILS)
    now = timezone.now()
    form = ConsentForm(request.POST or None, initial=_asked(request.GET.get("kind", "")))
    if request.method == "POST" and form.is_valid():
        try:
            details.record_consent(
                referral=opened.referral,
                entry=form.entry(),
                by=cast(StaffMember, request.user),
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Noted. It counts from now on.")
            return redirect("papers:consents", reference)
    context = {
        "frame": frame_of(opened, now=now),
        "form": form,
        "yes_no": YES_NO,
        "has_errors": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "caseload/consents/record.html", context, status=status)


def _asked(kind: str) -> dict[str, str]:
    """What one comes to ask about, with the service's own question to begin from."""
    if kind not in ConsentKind.values:
        return {}
    return {"kind": kind, "words": details.QUESTIONS[ConsentKind(kind)]}
