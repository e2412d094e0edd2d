"""Keep what somebody is typing. A risk signal in it raises a provisional flag at once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from caseload import notices
from caseload.actions import risk
from caseload.draft_signals import DraftSignal, Fields, signal_in
from caseload.models import CareContact, ContactDraft, RiskSignal, SignalSource
from caseload.risk_signals import Response, Signal
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import ResponseUrgency
from referrals.conflict import Conflict
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def save_draft(
    *,
    contact: CareContact,
    fields: Fields,
    version: int,
    missing: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> ContactDraft:
    """Save over the version that the page holds (0: none yet). Nobody else's draft is touched.

    Raises Conflict when another page of the same author saved a newer one, Refused when the note is
    signed.
    """
    if contact.is_signed:
        raise Refused("This note is signed: add a correction instead.")
    draft = _begun(contact, fields, missing, by=by, now=now) if version == 0 else None
    if draft is None:
        draft = _saved_over(contact, fields, version, missing, by=by, now=now)
    signal = signal_in(_but_known(contact, fields))
    if signal is not None:
        _raise_provisional_flag(contact, signal, by=by, now=now, policy=policy)
    return draft


@transaction.atomic
def hear_signal(
    *, contact: CareContact, fields: Fields, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """A form that could be neither saved nor signed may still hold a signal: its flag does not wait
    until everything else is right (hazard H36).
    """
    signal = None if contact.is_signed else signal_in(_but_known(contact, fields))
    if signal is not None:
        _raise_provisional_flag(contact, signal, by=by, now=now, policy=policy)


def _but_known(contact: CareContact, fields: Fields) -> Fields:
    """Without an item 9 that came by link: that answer has its signal and flag already."""
    ninth = fields.get("phq9_9")
    if ninth not in {"1", "2", "3"} or contact.sitting_id is None:
        return fields
    said = RiskSignal.objects.filter(
        contact=contact, source=SignalSource.LINK, answer=int(str(ninth))
    )
    if not said.exists():
        return fields
    return {name: value for name, value in fields.items() if name != "phq9_9"}


def _begun(
    contact: CareContact, fields: Fields, missing: str, *, by: StaffMember, now: datetime
) -> ContactDraft:
    """The first save. Starting a draft stands on the trail; each keystroke does not."""
    try:
        with transaction.atomic():
            draft = ContactDraft.objects.create(
                contact=contact,
                author=by,
                fields=dict(fields),
                contact_version=contact.version,
                missing=missing[:300],
                started_at=now,
                saved_at=now,
            )
    except IntegrityError as clash:
        raise _conflict(contact, by=by) from clash
    trail.record(
        Event.DRAFT_SAVED,
        by=by,
        at=now,
        about=draft,
        patient_id=contact.referral.patient_id,
        referral_id=contact.referral_id,
    )
    return draft


def _saved_over(
    contact: CareContact,
    fields: Fields,
    version: int,
    missing: str,
    *,
    by: StaffMember,
    now: datetime,
) -> ContactDraft:
    saved = ContactDraft.objects.filter(contact=contact, author=by, version=version).update(
        fields=dict(fields), version=version + 1, missing=missing[:300], saved_at=now
    )
    if saved != 1:
        raise _conflict(contact, by=by)
    return ContactDraft.objects.get(contact=contact, author=by)


def _conflict(contact: CareContact, *, by: StaffMember) -> Conflict:
    theirs = ContactDraft.objects.filter(contact=contact, author=by).first()
    if theirs is None:
        return Conflict(theirs_by="You", theirs_at=contact.updated_at)
    kept: Mapping[str, object] = theirs.fields
    return Conflict(
        theirs_by="You, in another window", theirs_at=theirs.saved_at, theirs=dict(kept)
    )


def _raise_provisional_flag(
    contact: CareContact,
    signal: DraftSignal,
    *,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Once per contact: its author owns it, due today; signing confirms it, nothing deletes it."""
    if signal.tell_duty_senior:
        _tell_duty_senior(contact, by=by, now=now)
    Referral.objects.lock(contact.referral_id)  # two pages that say it at once say it once
    if RiskSignal.objects.filter(contact=contact, source=SignalSource.DRAFT).exists():
        return
    risk.raise_flag(
        referral=contact.referral,
        signal=Signal(SignalSource.DRAFT, signal.evidence, contact=contact),
        response=Response(risk.FINISH_THE_NOTE, by.pk, ResponseUrgency.SAME_DAY),
        is_provisional=True,
        by=by,
        now=now,
        policy=policy,
    )


def _tell_duty_senior(contact: CareContact, *, by: StaffMember, now: datetime) -> None:
    """On save, not on sign: a plan or an intent is known to the duty senior, or in a gap of the
    rota to whoever stands in, while the call still runs.
    """
    notices.tell(staff_id=risk.senior_id(by=by, now=now), key=f"draft:{contact.pk}", at=now)
