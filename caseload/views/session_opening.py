"""What every page of one session begins with: the door, the contact, the rules, the binding."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caseload.session import by_link
from caseload.session import source as session_source
from caseload.session import token as session_token
from caseload.session.conflict import TEXTS
from caseload.session.facts import SessionFacts, facts_of
from caseload.session.source import Entered, Source
from clinical.policy import Policy
from referrals.access import OpenedRecord, open_record
from staff.models import StaffMember
from staff.roles import Permission

NOT_BOUND = "This form was drawn for another record or another person."
NOT_WRITABLE = "Nothing more can be written on this record by you: it has ended, or has moved on."


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """One contact of an opened record, at one moment, under the rules of that day."""

    record: OpenedRecord
    source: Source
    by: StaffMember
    now: datetime
    policy: Policy

    @property
    def facts(self) -> SessionFacts:
        """What its form must know."""
        return facts_of(
            self.source, referral=self.record.referral, now=self.now, policy=self.policy
        )

    @property
    def token(self) -> str:
        """What binds a form to this contact, this referral and this reader."""
        return session_token.make(
            contact_id=self.source.contact.pk,
            referral_id=self.record.referral.pk,
            staff_id=self.by.pk,
        )

    @property
    def may_write(self) -> bool:
        """Whether this person may log sessions on this record today."""
        return Permission.LOG_SESSION in self.record.may

    def is_bound(self, token: str) -> bool:
        """Whether a form was drawn for this contact and this reader."""
        return session_token.fits(
            token,
            contact_id=self.source.contact.pk,
            referral_id=self.record.referral.pk,
            staff_id=self.by.pk,
        )


def open_session(
    request: HttpRequest,
    reference: str,
    contact: str,
    *,
    needs: Permission = Permission.VIEW_RECORD,
) -> OpenedSession:
    """The contact behind two references, through the one door. Raises Http404 as the door does."""
    record = open_record(request, reference, needs=needs)
    by = cast(StaffMember, request.user)
    now = timezone.now()
    source = session_source.read(referral=record.referral, reference=contact, reader=by, now=now)
    if source is None:
        raise Http404
    return OpenedSession(record=record, source=source, by=by, now=now, policy=source.policy)


def no_more_by_link(opened: OpenedSession) -> OpenedSession:
    """The same contact, with what was answered by link recorded: whoever signs ends the link."""
    waiting = opened.source.by_link
    if waiting is None or not waiting.must_be_ended:
        return opened
    contact = opened.source.contact
    by_link.end(contact, by=opened.by, now=opened.now, policy=opened.policy)
    source = session_source.read(
        referral=opened.record.referral,
        reference=contact.reference,
        reader=opened.by,
        now=opened.now,
    )
    return opened if source is None else replace(opened, source=source)


def refusal_to_write(request: HttpRequest, opened: OpenedSession) -> str:
    """Why a form that was sent cannot be taken; empty when it can."""
    if not opened.is_bound(request.POST.get("token", "")):
        return NOT_BOUND
    return "" if opened.may_write else NOT_WRITABLE


def not_saved(
    request: HttpRequest,
    opened: OpenedSession,
    *,
    why: str,
    entered: Entered,
    status: int,
) -> HttpResponse:
    """An honest page: nothing was saved, here is why, and here is every word that was typed."""
    words = [(label, text) for name, label in TEXTS.items() if (text := str(entered.get(name, "")))]
    is_bound = opened.is_bound(request.POST.get("token", ""))
    context = {
        "why": why,
        "words": words,
        "together": "\n".join(f"{label}: {text}" for label, text in words),
        "opened": opened,
        "form_key": uuid.uuid4(),
        "may_add": is_bound
        and opened.source.contact.is_signed
        and Permission.ADD_CORRECTION in opened.record.may,
    }
    return render(request, "caseload/session_not_saved.html", context, status=status)
