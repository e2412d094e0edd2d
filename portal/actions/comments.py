"""Words on the form about the service: filed for a person like a reply, looked through for harm in
the transaction that keeps them.
"""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions import for_the_carrier, risk
from caseload.models import RiskSignal, SignalSource
from caseload.risk_signals import Signal
from clinical.harm_words import mention_of_harm
from clinical.policy import Policy
from portal.actions.replies import key_of
from portal.models import (
    COMMENTS,
    Channel,
    InboundReply,
    Meaning,
    MessageKind,
    PatientMessage,
    QuestionnaireLink,
)
from portal.recipients import record_now

_HARM = "What was written on the form about the service mentions harm"
# What stands on Today: that something waits, never what was written.
_READ_IT = "Words on the form about the service wait to be read. See Messages on the record."
_ENGLISH = "en"


@transaction.atomic
def file_comments(
    *, link: QuestionnaireLink, words: str, by: None, now: datetime, policy: Policy
) -> InboundReply:
    """File what was written, once a link; what mentions harm has its flag and owner with it.

    No list of words finds harm in another language: the duty senior hears of those at once.
    """
    asked = PatientMessage.objects.filter(link=link, kind=MessageKind.EXPERIENCE).last()
    referral = record_now(link.referral)
    mentions_harm = mention_of_harm(words) is not None
    signal = _signal(link, now=now, policy=policy) if mentions_harm else None
    filed = InboundReply.objects.create(
        provider_id=f"{COMMENTS}{link.form_key.hex}",
        channel=asked.channel if asked else Channel.TEXT,
        came_from=asked.to if asked else "",
        message=asked,
        referral=referral,
        words=words,
        meaning=Meaning.OTHER,
        mentions_harm=mentions_harm,
        signal=signal,
        at=now,
    )
    is_read_at_once = mentions_harm or link.language != _ENGLISH
    put = for_the_carrier.leave_at_once if is_read_at_once else for_the_carrier.leave
    put(
        referral_id=referral.pk,
        text=_READ_IT,
        key=key_of(provider_id=filed.provider_id),
        by=by,
        now=now,
    )
    trail.record(
        Event.REPLY_FILED,
        by=by,
        at=now,
        about=filed,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"meaning": ("", Meaning.OTHER.value)},
    )
    return filed


def mention_harm(*, link: QuestionnaireLink) -> bool:
    """What was written on this form has its flag: the numbers come before anything else."""
    filed = InboundReply.objects.filter(provider_id=f"{COMMENTS}{link.form_key.hex}")
    return filed.filter(mentions_harm=True).exists()


def _signal(link: QuestionnaireLink, *, now: datetime, policy: Policy) -> RiskSignal:
    """Open or join the risk flag; whose it is, and who is told, is decided there."""
    flag = risk.raise_flag(
        referral=record_now(link.referral),
        signal=Signal(SignalSource.REPLY, _HARM),
        response=None,
        by=None,
        now=now,
        policy=policy,
    )
    return RiskSignal.objects.filter(flag=flag, source=SignalSource.REPLY).latest("pk")
