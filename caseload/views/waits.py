"""One person's wait: pause it, take it up again, put them first, note whether they still want help;
and everybody's next steps whose time is past.
"""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import trail
from audit.events import Event
from caseload.actions import opt_ins, pauses, waiting_order
from caseload.forms.waits import OptInForm, PauseForm, PutFirstForm
from caseload.record import overview, source
from caseload.waiting import overdue as overdue_steps
from caseload.waiting import person
from caseload.waiting.rows import Reader
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing
from staff.telling import telling


@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, reference: str) -> HttpResponse:
    """Their wait; a pause they ask for is noted here."""
    opened = open_record(request, reference, needs=Permission.LOG_CALL)
    now = timezone.now()
    if request.method != "POST":
        return _page(request, opened, now=now)
    form = PauseForm(request.POST)
    policy = policy_on(local_date(now))
    return _done(
        request,
        opened,
        form,
        lambda: pauses.pause_wait(
            referral=opened.referral, **form.cleaned_data, by=_by(request), now=now, policy=policy
        ),
        said="Paused. Their days are counted all the same.",
        now=now,
    )


@require_POST
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """End a pause early."""
    opened = open_record(request, reference, needs=Permission.LOG_CALL)
    with telling(request, "The pause has ended."):
        pauses.resume_wait(referral=opened.referral, by=_by(request), now=timezone.now())
    return redirect("caseload:wait", reference)


@require_POST
def put_first(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer the next free place to this person, with a reason that others read."""
    opened = open_record(request, reference, needs=Permission.REASSIGN)
    form, now = PutFirstForm(request.POST), timezone.now()
    policy = policy_on(local_date(now))
    return _done(
        request,
        opened,
        form,
        lambda: waiting_order.put_first(
            referral=opened.referral, **form.cleaned_data, by=_by(request), now=now, policy=policy
        ),
        said="They stand first in the list to allocate.",
        now=now,
    )


@require_POST
def in_turn(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back that they are put first."""
    opened = open_record(request, reference, needs=Permission.REASSIGN)
    with telling(request, "They stand in their turn again."):
        waiting_order.take_back(referral=opened.referral, by=_by(request), now=timezone.now())
    return redirect("caseload:wait", reference)


@require_POST
def opt_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Note what they said when they were asked whether they still want help."""
    opened = open_record(request, reference, needs=Permission.LOG_CALL)
    form, now = OptInForm(request.POST), timezone.now()
    policy = policy_on(local_date(now))
    return _done(
        request,
        opened,
        form,
        lambda: opt_ins.note_answer(
            referral=opened.referral, **form.cleaned_data, by=_by(request), now=now, policy=policy
        ),
        said="Noted. Nothing has ended by it.",
        now=now,
    )


@requires(Permission.SEE_TEAM_CASELOADS)
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """Everybody's next steps whose time is past, by whose they are."""
    member, now = _by(request), timezone.now()
    found = overdue_steps.read(standing=cast(Standing, member.standing), now=now)
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    return render(request, "caseload/referrals/overdue.html", {"overdue": found})


def _done(
    request: HttpRequest,
    opened: OpenedRecord,
    form: Form,
    act: Callable[[], object],
    *,
    said: str,
    now: datetime,
) -> HttpResponse:
    """Do it and say so; what was wrong with it stands beside the field, with what was typed."""
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("caseload:wait", opened.referral.reference)
    return _page(request, opened, now=now, wrong=form)


def _page(
    request: HttpRequest, opened: OpenedRecord, *, now: datetime, wrong: Form | None = None
) -> HttpResponse:
    member = _by(request)
    reader = Reader(cast(Standing, member.standing), policy_on(local_date(now)), now)
    head = source.head(opened.referral.pk)
    on = {"from_on": local_date(now)}
    shown = {
        "frame": overview.frame(opened.referral, head=head, may=opened.may, page="", now=now),
        "wait": person.read(opened.referral, reader),
        "pause": wrong if isinstance(wrong, PauseForm) else PauseForm(initial=on),
        "first": wrong if isinstance(wrong, PutFirstForm) else PutFirstForm(),
        "answer": wrong if isinstance(wrong, OptInForm) else OptInForm(),
        "has_errors": wrong is not None,
    }
    return render(request, "caseload/record/wait.html", shown, status=200 if wrong is None else 422)


def _by(request: HttpRequest) -> StaffMember:
    return cast(StaffMember, request.user)
