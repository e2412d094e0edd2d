"""Replies: filed once, understood by rule or left to a person; one that mentions harm at once."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from caseload.actions import calls, for_the_carrier, opt_ins, patient_answers, risk
from caseload.actions.calls import CallEntry
from caseload.actions.patient_answers import SafetyFollowUp
from caseload.models import Caller, OptInAnswer, RiskSignal, SignalSource
from caseload.risk_signals import Signal
from caseload.waiting.asked import at_risk
from clinical.errors import Refused
from clinical.harm_words import mention_of_harm
from clinical.policy import Policy
from clinical.working_days import local_date
from portal import rules
from portal.meaning import meaning_of
from portal.models import (
    ASKS_WHETHER,
    Channel,
    InboundReply,
    Meaning,
    MessageKind,
    PatientMessage,
)
from portal.reach import mobile
from portal.recipients import Recipients, recipients_at
from referrals import details
from referrals.models import Patient, Referral
from staff.models import StaffMember

_LONGEST = 2000
_LONGEST_ABOUT = 200
_ENGLISH = "en"
# What stands on Today: that something waits, never what was written.
_READ_IT = "A reply to a message waits to be read. See Messages on the record."
_STRAY = "A reply to a message waits to be read. See Messages."
_RING = "Ring them: they asked to cancel, nothing was cancelled. See Messages on the record."
_RING_FIRST = "Ring them: they answered that they do not want help any more. See Waiting."
_ASKS_TO_BE_RUNG = "Ring them: they asked to be rung. See Messages on the record."
_HARM = "A reply to a message mentions harm"
_KEYS = uuid.UUID("8f1d1f0e-6a34-4a52-9d0f-54f6c5b4a5a1")
_WHETHER = {Meaning.CONFIRM: OptInAnswer.YES, Meaning.CANCEL: OptInAnswer.NO}
_HOW = {Channel.TEXT: "by text", Channel.EMAIL: "by email"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in, as the provider tells it."""

    provider_id: str
    channel: Channel
    came_from: str
    words: str


@transaction.atomic
def file_reply(*, reply: Incoming, by: None, now: datetime, policy: Policy) -> InboundReply:
    """File a text that came in: with its person if the number is known, with its meaning if a rule
    knows it. The same one delivered twice is filed once.
    """
    came_from = mobile(reply.came_from) or reply.came_from[:254]
    found = recipients_at(came_from, now=now)
    how = _HOW[reply.channel]
    return _once(reply, found, came_from=came_from, how=how, by=by, now=now, policy=policy)


@transaction.atomic
def answer_by_link(
    *, message: PatientMessage, meaning: Meaning, by: None, now: datetime, policy: Policy
) -> InboundReply:
    """The same for a button on the page that a message names: yes, no, ring me, or no more."""
    reply = Incoming(
        provider_id=f"link-{message.key.hex}-{meaning.value}",
        channel=Channel(message.channel),
        came_from=message.to,
        words=meaning.value.lower(),
    )
    found = Recipients(latest=message, reminder=message, patient_ids=(message.patient_id,))
    return _once(
        reply,
        found,
        came_from=message.to,
        how="by link",
        meaning=meaning,
        by=by,
        now=now,
        policy=policy,
    )


@transaction.atomic
def mark_read(*, reply: InboundReply, what: str, by: StaffMember, now: datetime) -> None:
    """Say what was done about a reply. Raises Refused without words, or when somebody else did."""
    if not what.strip():
        raise Refused("Say what was done.", field="how")
    read = InboundReply.objects.filter(pk=reply.pk, read_at__isnull=True).update(
        read_at=now, read_by=by, what_done=what.strip()[:400]
    )
    if read != 1:
        raise Refused("Somebody has dealt with this already.")
    for_the_carrier.done(key=key_of(provider_id=reply.provider_id), by=by, now=now)
    _record(Event.REPLY_READ, reply, by=by, now=now)


def _once(
    reply: Incoming,
    found: Recipients,
    *,
    came_from: str,
    how: str,
    by: None,
    now: datetime,
    policy: Policy,
    meaning: Meaning | None = None,
) -> InboundReply:
    known = InboundReply.objects.filter(provider_id=reply.provider_id)
    before = known.first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            filed = _filed(
                reply, found, came_from=came_from, meaning=meaning, now=now, policy=policy
            )
            _respond(filed, found, how=how, now=now, policy=policy)
            _record(Event.REPLY_FILED, filed, by=by, now=now)
    except IntegrityError:  # the same delivery was a moment quicker elsewhere
        return known.get()
    return filed


def _filed(
    reply: Incoming,
    found: Recipients,
    *,
    came_from: str,
    meaning: Meaning | None,
    now: datetime,
    policy: Policy,
) -> InboundReply:
    """The reply with its signal, in one transaction (safety S-R1)."""
    words = reply.words.strip()[:_LONGEST]
    mentions_harm = mention_of_harm(words) is not None
    # Two people at one number: nothing is filed on either record, but somebody looks after harm.
    referral = found.likeliest if mentions_harm else found.referral
    signal = None
    if mentions_harm and referral is not None:
        signal = _signal(referral, is_certain=found.is_certain, now=now, policy=policy)
    return InboundReply.objects.create(
        provider_id=reply.provider_id,
        channel=reply.channel,
        came_from=came_from,
        message=found.latest,
        referral=referral,
        words=words,
        meaning=Meaning.OTHER if mentions_harm else meaning or meaning_of(words),
        mentions_harm=mentions_harm,
        signal=signal,
        at=now,
    )


def _signal(
    referral: Referral,
    *,
    is_certain: bool,  # noqa: FBT001 - a fact about the number, not a choice of behaviour
    now: datetime,
    policy: Policy,
) -> RiskSignal:
    """Open or join the risk flag; whose it is, and who is told, is decided there."""
    evidence = _HARM if is_certain else f"{_HARM}; more than one person has this number"
    flag = risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.REPLY, evidence),
        response=None,
        by=None,
        now=now,
        policy=policy,
    )
    return RiskSignal.objects.filter(flag=flag, source=SignalSource.REPLY).latest("pk")


def _respond(
    filed: InboundReply, found: Recipients, *, how: str, now: datetime, policy: Policy
) -> None:
    """Do what was asked if a rule allows it; whatever is left is work for a person."""
    try:
        done = _do(filed, found, how=how, now=now, policy=policy)
    except SafetyFollowUp:
        _ring(filed, text=_RING, now=now)
        return
    except Refused:
        done = False
    if done:
        filed.acted_at = now
        filed.save(update_fields=["acted_at"])
        return
    _leave(filed, found, now=now, policy=policy)


def _do(filed: InboundReply, found: Recipients, *, how: str, now: datetime, policy: Policy) -> bool:
    """Whether a rule did it. Raises Refused where it may not be done, SafetyFollowUp at risk."""
    if filed.meaning == Meaning.STOP and found.patient_ids:
        for patient_id in found.patient_ids:
            details.stop_messages(
                patient_id=patient_id,
                texts=filed.channel == Channel.TEXT,
                emails=filed.channel == Channel.EMAIL,
                by=None,
                now=now,
            )
        return True
    about = found.reminder
    asked = filed.message is not None and filed.message.kind in ASKS_WHETHER
    if asked or about is None or about.contact is None or about.kind != MessageKind.REMINDER:
        return _answer_whether(filed, now=now, policy=policy)
    in_force = rules.in_force(on=local_date(now), policy=policy)
    rule = in_force[about.contact.kind, about.contact.medium]
    if filed.meaning == Meaning.CONFIRM and rule.may_confirm:
        patient_answers.confirm_booking(contact=about.contact, how=how, by=None, now=now)
        return True
    if filed.meaning == Meaning.CANCEL and rule.may_cancel:
        patient_answers.cancel_for_patient(
            contact=about.contact, how=how, by=None, now=now, policy=policy
        )
        return True
    return False


def _answer_whether(filed: InboundReply, *, now: datetime, policy: Policy) -> bool:
    """A plain yes or no to whether they still want help. A no is a person's next step."""
    answer = _WHETHER.get(Meaning(filed.meaning))
    asked = filed.message is not None and filed.message.kind in ASKS_WHETHER
    if answer is None or not asked or filed.referral is None:
        return False
    opt_ins.note_answer(referral=filed.referral, answer=answer, by=None, now=now, policy=policy)
    if answer is OptInAnswer.NO and at_risk([filed.referral]):
        _ring(filed, text=_RING_FIRST, now=now)
    return True


def _leave(filed: InboundReply, found: Recipients, *, now: datetime, policy: Policy) -> None:
    """On the carrier's Today; with harm in it, from a number nobody knows, a call of nobody yet.

    No list of words finds harm in every language: what no rule understands, from somebody whose
    language is not English, goes to the duty senior at once. So does whoever is at risk and asks to
    be rung.
    """
    key = key_of(provider_id=filed.provider_id)
    is_at_once = filed.meaning == Meaning.OTHER and _may_be_another_language(found)
    if filed.referral is not None:
        rings = filed.meaning == Meaning.RING
        is_at_once = is_at_once or (rings and bool(at_risk([filed.referral])))
        put = for_the_carrier.leave_at_once if is_at_once else for_the_carrier.leave
        text = _ASKS_TO_BE_RUNG if rings else _READ_IT
        put(referral_id=filed.referral.pk, text=text, key=key, by=None, now=now)
    elif filed.mentions_harm:
        _find_out(filed, now=now, policy=policy)
    elif is_at_once:
        for_the_carrier.leave_with_duty(text=_STRAY, key=key, by=None, now=now)


def _may_be_another_language(found: Recipients) -> bool:
    people = Patient.objects.filter(pk__in=found.patient_ids)
    return people.exclude(language=_ENGLISH).exists()


def _find_out(filed: InboundReply, *, now: datetime, policy: Policy) -> None:
    """Somebody has it, by a time, until it is settled whose text it was (safety S-R3)."""
    entry = CallEntry(
        caller=Caller.OTHER,
        caller_name="",
        phone=filed.came_from if filed.channel == Channel.TEXT else "",
        said=filed.words,
        mentions_risk=True,
        next_step="",
        about=f"whoever wrote from {filed.came_from}"[:_LONGEST_ABOUT],
    )
    with suppress(Refused):  # nobody works here: it waits on Messages for whoever comes
        filed.call = calls.log_call_of_nobody_yet(
            entry=entry,
            form_key=key_of(provider_id=filed.provider_id),
            by=None,
            now=now,
            policy=policy,
        )
        filed.save(update_fields=["call"])


def _ring(filed: InboundReply, *, text: str, now: datetime) -> None:
    """Nothing ends by a button for somebody at risk: whoever carries them rings, the duty senior
    knows (safety S-R6).
    """
    if filed.referral_id is not None:
        for_the_carrier.leave_at_once(
            referral_id=filed.referral_id,
            text=text,
            key=key_of(provider_id=filed.provider_id),
            by=None,
            now=now,
        )


def key_of(*, provider_id: str) -> uuid.UUID:
    """The line on Today that belongs to a reply."""
    return uuid.uuid5(_KEYS, provider_id)


def _record(event: Event, reply: InboundReply, *, by: StaffMember | None, now: datetime) -> None:
    referral = reply.referral
    trail.record(
        event,
        by=by,
        at=now,
        about=reply,
        patient_id=None if referral is None else referral.patient_id,
        referral_id=None if referral is None else referral.pk,
        changes={"meaning": ("", str(reply.meaning))} if by is None else None,
    )
