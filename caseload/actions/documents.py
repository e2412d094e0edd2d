"""Letters and scans: attached as they came, read, and taken off a wrong record.

A file and its row stand in the database, so they are there together or not at all. Harm that one
mentions is a signal in the same transaction.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload import notices
from caseload.actions import risk
from caseload.documents.kinds import kind_of
from caseload.models import (
    CaseFlag,
    Document,
    DocumentContent,
    DocumentKind,
    DocumentReading,
    DocumentWithdrawal,
    MentionsHarm,
    RiskSignal,
    SignalSource,
)
from caseload.risk_signals import Response, Signal
from clinical import wording
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import ResponseUrgency
from clinical.working_days import local_date
from referrals.models import Referral
from staff.models import StaffMember

READ_IT = "Read the letter that was attached: it mentions harm, or may"
_UNREAD_HARM = (
    "It mentions harm, or may, and nobody has read it yet. Ask the duty senior to read it, and "
    "attach it to the right record now; then take it off here."
)
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A file as it came, and what whoever attached it says about it."""

    kind: DocumentKind
    dated_on: date
    mentions_harm: MentionsHarm
    content: bytes


@transaction.atomic
def attach(
    *,
    referral: Referral,
    entry: DocumentEntry,
    form_key: uuid.UUID,
    by_clinician: bool,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> Document:
    """Keep a letter or scan; unless it plainly mentions no harm, that opens or joins the risk flag.
    The same form again returns the first.

    What an administrator attaches goes to the duty senior at once. Raises Refused for an empty
    file, one that is too big or of another kind, a day to come, and for another file under a form
    key that was used.
    """
    Referral.objects.lock(referral.pk)  # so that the same form twice at once is one document
    first = _already(form_key, entry=entry, referral=referral)
    if first is not None:
        return first
    file_kind = _kind(entry, on=local_date(now), policy=policy)
    signal = None
    if entry.mentions_harm is not MentionsHarm.NO:
        signal = _signal(referral, entry, by_clinician=by_clinician, by=by, now=now, policy=policy)
    document = Document.objects.create(
        form_key=form_key,
        referral=referral,
        kind=entry.kind,
        dated_on=entry.dated_on,
        file_kind=file_kind,
        size=len(entry.content),
        mentions_harm=entry.mentions_harm,
        signal=signal,
        attached_at=now,
        attached_by=by,
    )
    DocumentContent.objects.create(document=document, content=entry.content)
    _record(Event.DOCUMENT_ATTACHED, document, by=by, now=now)
    return document


@transaction.atomic
def mark_read(*, document: Document, by: StaffMember, now: datetime) -> None:
    """Say that one has read it; twice is once. Raises Refused for one that was taken off."""
    _refuse_withdrawn(document)
    _, is_new = DocumentReading.objects.get_or_create(
        document=document, by=by, defaults={"at": now}
    )
    if is_new:
        _settle(document, now=now)
        _record(Event.DOCUMENT_READ, document, by=by, now=now)


@transaction.atomic
def withdraw(*, document: Document, why: str, by: StaffMember, now: datetime) -> None:
    """Take it off a wrong record: it stays in the database, and nobody opens it here any more. A
    signal it raised stays too; a person closes that.

    Raises Refused without a reason, when it was taken off before, and while nobody has read one
    that may mention harm: whoever looks into that could no longer tell whom it is about.
    """
    if not why.strip():
        raise Refused("Say why it does not belong here.", field="why")
    _refuse_withdrawn(document)
    if document.signal_id is not None and not document.readings.exists():
        raise Refused(_UNREAD_HARM, field="why")
    DocumentWithdrawal.objects.create(document=document, why=why.strip(), by=by, at=now)
    _settle(document, now=now)
    _record(Event.DOCUMENT_WITHDRAWN, document, by=by, now=now)


def _already(form_key: uuid.UUID, *, entry: DocumentEntry, referral: Referral) -> Document | None:
    first = Document.objects.select_related("content").filter(form_key=form_key).first()
    if first is None:
        return None
    if first.referral_id != referral.pk or bytes(first.content.content) != entry.content:
        raise Refused("This form was used already. Load the page again.")
    return first


def _kind(entry: DocumentEntry, *, on: date, policy: Policy) -> str:
    """What it is by its bytes, if it may be kept."""
    if not entry.content:
        raise Refused("This file is empty. Scan it again, or choose another.", field="file")
    if len(entry.content) > policy.document_most_mb * _MEGABYTE:
        raise Refused(_too_big(policy), field="file")
    found = kind_of(entry.content)
    if found is None:
        raise Refused(
            "This is not a PDF, PNG or JPEG file, whatever its name says. "
            "Save or scan it as one of these.",
            field="file",
        )
    if entry.dated_on > on:
        raise Refused("The day on it cannot be after today.", field="dated_on")
    return found.value


def _signal(
    referral: Referral,
    entry: DocumentEntry,
    *,
    by_clinician: bool,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> RiskSignal:
    """What it mentions is a signal on the record, in this transaction."""
    response = None
    if not by_clinician:
        is_said = entry.mentions_harm is MentionsHarm.YES
        urgency = ResponseUrgency.IMMEDIATE if is_said else ResponseUrgency.SAME_DAY
        response = Response(READ_IT, risk.senior_id(by=by, now=now), urgency)
    flag = risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.LETTER, _evidence(entry, on=local_date(now))),
        response=response,
        by=by,
        now=now,
        policy=policy,
    )
    _tell_the_carrier(flag, by=by, now=now)
    # The referral is locked: the latest signal of a letter on this flag is the one just stored.
    return RiskSignal.objects.filter(flag=flag, source=SignalSource.LETTER).latest("pk")


def _evidence(entry: DocumentEntry, *, on: date) -> str:
    day = wording.sentence_date(entry.dated_on, on)
    says = "mentions harm"
    if entry.mentions_harm is MentionsHarm.CANNOT_TELL:
        says = "may mention harm: whoever attached it could not tell"
    return f"{entry.kind.label} of {day} {says}"


def _tell_the_carrier(flag: CaseFlag, *, by: StaffMember, now: datetime) -> None:
    carrier = flag.referral.carried_by_id
    if carrier is not None and carrier != by.pk:
        notices.tell(staff_id=carrier, key=f"risk-letter:{flag.pk}:{now:%Y%m%d%H%M%S%f}", at=now)


def _too_big(policy: Policy) -> str:
    """In words, how much one file may hold."""
    return (
        f"This file is too big: {policy.document_most_mb} MB at most. "
        "Scan it in black and white, or in parts."
    )


def _refuse_withdrawn(document: Document) -> None:
    """With the row locked, so that reading and taking off do not pass each other."""
    Document.objects.select_for_update().get(pk=document.pk)
    if DocumentWithdrawal.objects.filter(document=document).exists():
        raise Refused("This was taken off the record meanwhile.")


def _settle(document: Document, *, now: datetime) -> None:
    """It waits to be read no longer."""
    Document.objects.filter(pk=document.pk, settled_at__isnull=True).update(settled_at=now)


def _record(event: Event, document: Document, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=document,
        patient_id=document.referral.patient_id,
        referral_id=document.referral_id,
    )
