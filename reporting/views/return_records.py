"""/returns/<month>/records/<reference>: what the return says of one referral, put right."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinical.errors import Refused
from clinical.working_days import local_date
from referrals import data_set
from referrals.access import open_record
from referrals.models import Referral
from reporting.dataset.quality.rules import BY_KEY
from reporting.forms.data_set import DataSetForm
from reporting.named_periods import Named
from reporting.views.returns import month_or_404
from staff.models import StaffMember
from staff.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, month: str, reference: str) -> HttpResponse:
    """Who it is, and the fields of the data set; saved, the list is a line shorter."""
    opened = open_record(request, reference, needs=Permission.CORRECT_DATA_SET)
    now = timezone.now()
    named = month_or_404(month, on=local_date(now))
    rule = BY_KEY.get(request.GET.get("rule", ""))
    referral = opened.referral
    form = DataSetForm(
        request.POST if request.method == "POST" else None,
        referral=referral,
        first=rule.field if rule else "",
    )
    back = reverse("returns:quality", args=(named.key,)) + (f"?rule={rule.key}" if rule else "")
    if request.method == "POST" and form.is_valid():
        try:
            data_set.correct(
                referral=referral,
                entry=form.entry(referral),
                shown=form.cleaned_data["shown"],
                known_on=_known_on(referral, named, on=local_date(now)),
                by=cast(StaffMember, request.user),
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"Saved: {referral.reference}.")
            return redirect(back)
    context = {
        "form": form,
        "referral": referral,
        "rule": rule,
        "month": named,
        "back": back,
        "opens_record": Permission.VIEW_RECORD in opened.may,
        "has_errors": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "reporting/returns/record.html", context, status=status)


def _known_on(referral: Referral, month: Named, *, on: date) -> date:
    """What is said now was so in the month that it is said for, or it would not be sent with it."""
    last = min(on, month.period.end, referral.ended_on or on)
    return max(last, referral.received_on)
