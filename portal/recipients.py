"""Whom messages went to at a number or address: whom a reply from there is likely to be from."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.models import MessageKind, MessageState, PatientMessage
from referrals.models import Referral

# Two people at one number: within this time a reply could be from either.
_EITHER = timedelta(days=21)
_LEFT = (MessageState.HANDED_OVER, MessageState.DELIVERED)


@dataclass(frozen=True, slots=True)
class Recipients:
    """The latest message to an address, the reminder that a reply answers, and whose it can be.

    The reminder is None where a reply could be about somebody else's appointment.
    """

    latest: PatientMessage | None
    reminder: PatientMessage | None
    patient_ids: tuple[int, ...]

    @property
    def is_certain(self) -> bool:
        """Nobody else was messaged there lately."""
        return len(self.patient_ids) == 1

    @property
    def likeliest(self) -> Referral | None:
        """The record of whoever was messaged there last: the one that is open now, if any is."""
        if self.latest is None:
            return None
        return record_now(self.latest.referral)

    @property
    def referral(self) -> Referral | None:
        """The record a reply is filed on; none where it could be from somebody else."""
        return self.likeliest if self.is_certain else None


def record_now(referral: Referral) -> Referral:
    """The record on which this person is seen now: another one, where this one has ended."""
    if referral.is_open:
        return referral
    later = Referral.objects.filter(patient_id=referral.patient_id, ended_on__isnull=True)
    return later.order_by("-received_on", "-pk").first() or referral


def recipients_at(to: str, *, now: datetime) -> Recipients:
    """Who was messaged there, the latest first. Two queries."""
    sent = (
        PatientMessage.objects.filter(to=to, state__in=_LEFT)
        .select_related("referral__patient", "contact__referral")
        .order_by("-queued_at", "-pk")
    )
    latest = sent.first()
    if latest is None:
        return Recipients(latest=None, reminder=None, patient_ids=())
    recent = sent.filter(queued_at__gt=now - _EITHER).select_related(None)
    people = {latest.patient_id, *recent.values_list("patient_id", flat=True)}
    reminder = None
    if len(people) == 1:
        ahead = sent.filter(
            patient_id=latest.patient_id, kind=MessageKind.REMINDER, contact__starts_at__gt=now
        )
        # What she answers is the latest she was reminded of.
        reminder = ahead.first()
    return Recipients(latest=latest, reminder=reminder, patient_ids=tuple(sorted(people)))


def message_of(reference: str) -> PatientMessage | None:
    """The message a provider's reference names: its key. None for anything else."""
    try:
        key = uuid.UUID(reference)
    except ValueError:
        return None
    return PatientMessage.objects.filter(key=key).first()
