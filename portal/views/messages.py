"""Messages for staff: what waits for a person, a record's messages, saying what was done."""

from datetime import datetime
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit import trail
from audit.events import Event
from caseload.record import overview, source
from clinical.working_days import local_date
from policy.current import policy_on
from portal import inbox, local_page, record_messages
from portal.actions import messages as message_actions
from portal.actions import replies
from portal.staff_forms import DoneForm
from referrals.access import OpenedRecord, open_record
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from staff.telling import telling

_SAID = "Noted."


@requires(Permission.SEE_MESSAGES)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Replies to read and messages that did not arrive, of everybody this person may see."""
    return _inbox(request, now=timezone.now())


@requires(Permission.SEE_MESSAGES)
@require_POST
def stray_read(request: HttpRequest, stray: int) -> HttpResponse:
    """Say what was done about a reply from a number nobody knows."""
    member = cast(StaffMember, request.user)
    reply = inbox.stray(stray) if may(member, Permission.SEE_TEAM_CASELOADS) else None
    if reply is None:
        raise Http404
    form = DoneForm(request.POST)
    now = timezone.now()
    if not form.is_valid():
        return _inbox(request, now=now, form=form, field=f"reply-{stray}", status=422)
    with telling(request, _SAID):
        replies.mark_read(reply=reply, what=form.cleaned_data["how"], by=member, now=now)
    return redirect("messages:inbox")


@require_safe
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything sent to one person and everything that came back."""
    opened = open_record(request, reference, needs=Permission.VIEW_CONTACT_DETAILS)
    return _record(request, opened, now=timezone.now())


@require_POST
def handled(request: HttpRequest, reference: str, message: int) -> HttpResponse:
    """Say what was done about a message that failed."""
    opened = open_record(request, reference, needs=Permission.VIEW_CONTACT_DETAILS)
    chosen = record_messages.message(opened.referral, message)
    if chosen is None:
        raise Http404
    form, now = DoneForm(request.POST), timezone.now()
    if form.is_valid():
        with telling(request, _SAID):
            message_actions.handle_failed(
                message=chosen,
                how=form.cleaned_data["how"],
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy_on(local_date(now)),
            )
        return _back(request, reference)
    return _record(request, opened, now=now, form=form, field=f"message-{message}", status=422)


@require_POST
def reply_read(request: HttpRequest, reference: str, reply: int) -> HttpResponse:
    """Say what was done about a reply."""
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    chosen = record_messages.reply(opened.referral, reply)
    if chosen is None:
        raise Http404
    form, now = DoneForm(request.POST), timezone.now()
    if form.is_valid():
        with telling(request, _SAID):
            replies.mark_read(
                reply=chosen,
                what=form.cleaned_data["how"],
                by=cast(StaffMember, request.user),
                now=now,
            )
        return _back(request, reference)
    return _record(request, opened, now=now, form=form, field=f"reply-{reply}", status=422)


def _back(request: HttpRequest, reference: str) -> HttpResponse:
    """To the list they came from: everybody's, or the record's."""
    if request.POST.get("from") == "inbox":
        return redirect("messages:inbox")
    return redirect("messages:record", reference)


def _inbox(
    request: HttpRequest,
    *,
    now: datetime,
    form: DoneForm | None = None,
    field: str = "",
    status: int = 200,
) -> HttpResponse:
    member = cast(StaffMember, request.user)
    page = inbox.read(member=member, standing=cast(Standing, member.standing), now=now)
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=page.shown)
    shown = {
        "page": page,
        "form": form,
        "field": field,
        "has_errors": form is not None,
        "may_set_rules": may(member, Permission.CHANGE_MESSAGE_RULES),
        "is_local": local_page.is_on(),
    }
    return render(request, "portal/inbox.html", shown, status=status)


def _record(
    request: HttpRequest,
    opened: OpenedRecord,
    *,
    now: datetime,
    form: DoneForm | None = None,
    field: str = "",
    status: int = 200,
) -> HttpResponse:
    head = source.head(opened.referral.pk)
    shown = {
        "frame": overview.frame(
            opened.referral, head=head, may=opened.may, page="messages", now=now
        ),
        "mail": record_messages.read(opened.referral, may=opened.may, now=now),
        "form": form,
        "field": field,
        "has_errors": form is not None,
    }
    return render(request, "portal/record_messages.html", shown, status=status)
