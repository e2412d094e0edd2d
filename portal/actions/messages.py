"""Messages to patients: planned and queued in bulk, and what became of each."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions import for_the_carrier, noted_by_messages
from caseload.actions.heard import hear_typed
from clinical.errors import Refused
from clinical.policy import Policy
from jobs import outbox
from jobs.outbox import Waiting
from portal import messages, providers
from portal.models import MessageKind, MessageState, PatientMessage, QuestionnaireLink
from portal.reach import Way, safe_time, way_to, wishes_of
from referrals.models import Referral
from staff.models import StaffMember

OUTBOX_KIND = "patient_message"
# What the carrier reads on Today: that something waits, and nothing of what it is.
FAILED_ON_TODAY = "A message could not be sent. See Messages on the record."


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message that somebody is to get. `starts_at` is the appointment it speaks of, if any."""

    kind: MessageKind
    patient_id: int
    referral_id: int
    contact_id: int | None
    link_id: int | None
    starts_at: datetime | None
    way: Way
    language: str


@transaction.atomic
def queue(
    *,
    kind: MessageKind,
    referral: Referral,
    link: QuestionnaireLink | None,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> bool:
    """Queue one message about a link, within safe hours; False where it was queued before.

    Raises Refused when the person has not agreed to messages, or there is no address.
    """
    way = way_to(wishes_of(referral.patient), channels=providers.available())
    if way is None:
        raise Refused("They have not agreed to texts or emails, or there is no number or address.")
    wanted = Wanted(
        kind=kind,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        contact_id=None if link is None else link.contact_id,
        link_id=None if link is None else link.pk,
        starts_at=None,
        way=way,
        language=referral.patient.language,
    )
    return queue_many(wanted=[wanted], by=by, now=now, policy=policy) == 1


@transaction.atomic
def queue_many(
    *, wanted: Sequence[Wanted], by: StaffMember | None, now: datetime, policy: Policy
) -> int:
    """Write the messages and what must leave, in a fixed number of statements; how many were new.

    One about the same appointment and of the same kind is there once, whoever asks and how often.
    """
    if not wanted:
        return 0
    not_before = safe_time(now, policy)
    rows = [_row(one, not_before=not_before, now=now) for one in wanted]
    starts = {row.key: one.starts_at for row, one in zip(rows, wanted, strict=True)}
    PatientMessage.objects.bulk_create(rows, ignore_conflicts=True)
    made = list(PatientMessage.objects.filter(key__in=list(starts)).order_by("pk"))
    outbox.add_many(
        OUTBOX_KIND,
        [
            Waiting(
                key=str(one.key), ids=_ids(one, starts_at=starts[one.key]), due_at=one.not_before
            )
            for one in made
        ],
        at=now,
    )
    with trail.written_last():
        for one in made:
            _record(Event.MESSAGE_QUEUED, one, by=by, now=now)
    return len(made)


def _row(one: Wanted, *, not_before: datetime, now: datetime) -> PatientMessage:
    key = uuid.uuid4()
    return PatientMessage(
        patient_id=one.patient_id,
        referral_id=one.referral_id,
        contact_id=one.contact_id,
        link_id=one.link_id,
        kind=one.kind,
        channel=one.way.channel,
        language=one.language,
        to=one.way.to,
        key=key,
        answer_hash=messages.hash_of(messages.token_of(key)),
        not_before=not_before,
        queued_at=now,
    )


def _ids(one: PatientMessage, *, starts_at: datetime | None) -> dict[str, int]:
    """Which message, and for when the appointment was: one that moved is not reminded of."""
    ids = {"message_id": one.pk}
    return ids if starts_at is None else ids | {"starts_at": int(starts_at.timestamp())}


@transaction.atomic
def note_handed_over(
    *, message: PatientMessage, way: Way, provider_id: str, by: None, now: datetime
) -> None:
    """The provider has it, at the address it was given. A receipt that was quicker stays."""
    moved = PatientMessage.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
        state=MessageState.HANDED_OVER, handed_over_at=now
    )
    PatientMessage.objects.filter(pk=message.pk).update(
        provider_id=provider_id[:80], channel=way.channel, to=way.to
    )
    if message.kind == MessageKind.REMINDER and message.contact_id is not None:
        noted_by_messages.note_reminded(contact_ids=[message.contact_id], now=now)
    if message.kind == MessageKind.QUESTIONNAIRE and message.contact_id is not None:
        noted_by_messages.note_questionnaire_sent(contact_ids=[message.contact_id], now=now)
    if moved:
        _record(Event.MESSAGE_NOTED, message, by=by, now=now, state=MessageState.HANDED_OVER)


@transaction.atomic
def note_not_sent(*, message: PatientMessage, why: str, by: None, now: datetime) -> None:
    """There is nothing to send any more: the appointment was moved, or they no longer agree."""
    moved = PatientMessage.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
        state=MessageState.NOT_SENT, why_failed=why[:200]
    )
    if moved:
        _record(Event.MESSAGE_NOTED, message, by=by, now=now, state=MessageState.NOT_SENT)


@transaction.atomic
def note_failed(*, message: PatientMessage, why: str, by: None, now: datetime) -> None:
    """It did not arrive: from now on it is work for a person (H18). Twice is once."""
    moved = PatientMessage.objects.filter(
        pk=message.pk, state__in=[MessageState.QUEUED, MessageState.HANDED_OVER]
    ).update(state=MessageState.FAILED, failed_at=now, why_failed=why[:200])
    if not moved:
        return
    for_the_carrier.leave(
        referral_id=message.referral_id, text=FAILED_ON_TODAY, key=message.key, by=by, now=now
    )
    _record(Event.MESSAGE_NOTED, message, by=by, now=now, state=MessageState.FAILED)


@transaction.atomic
def note_delivered(*, message: PatientMessage, by: None, now: datetime) -> None:
    """The provider says that it arrived. Twice is once; a failure that was said before stays."""
    moved = PatientMessage.objects.filter(
        pk=message.pk, state__in=[MessageState.QUEUED, MessageState.HANDED_OVER]
    ).update(state=MessageState.DELIVERED, delivered_at=now)
    if moved:
        _record(Event.MESSAGE_NOTED, message, by=by, now=now, state=MessageState.DELIVERED)


@transaction.atomic
def handle_failed(
    *, message: PatientMessage, how: str, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """Say what was done about a message that failed; words of harm in it are a signal.

    Raises Refused without words, for one that has not failed, and when somebody else was quicker.
    """
    if not how.strip():
        raise Refused("Say what was done.", field="how")
    handled = PatientMessage.objects.filter(
        pk=message.pk, state=MessageState.FAILED, handled_at__isnull=True
    ).update(handled_at=now, handled_by=by, handled_how=how.strip()[:400])
    if handled != 1:
        raise Refused("Somebody has dealt with this already.")
    for_the_carrier.done(key=message.key, by=by, now=now)
    hear_typed(
        referral=message.referral,
        words=how,
        of_what="What was done about a message",
        by=by,
        now=now,
        policy=policy,
    )
    _record(Event.MESSAGE_HANDLED, message, by=by, now=now)


def _record(
    event: Event,
    message: PatientMessage,
    *,
    by: StaffMember | None,
    now: datetime,
    state: MessageState | None = None,
) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=message,
        patient_id=message.patient_id,
        referral_id=message.referral_id,
        changes=None if state is None else {"state": ("", state.value)},
    )
