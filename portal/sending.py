"""Sends one message: looks again whether it may still go, hands it over, and says what came of it.

The outbox calls this with no transaction open and runs what it returns together with its own mark.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from caseload.models import CareContact, ContactState
from clinical.policy import Policy
from clinical.working_days import local_date
from jobs.outbox import TRIES_BEFORE_PARKING, NotYet
from policy import wordings
from policy.current import policy_on
from policy.models import WordingKey
from portal import failures, links, messages, providers, rules, signpost_messages, wait_range
from portal.actions import messages as actions
from portal.links import Standing
from portal.messages import Facts, Words
from portal.models import Channel, MessageKind, MessageState, PatientMessage
from portal.providers import CannotBeSent, NoAnswerNow, Outgoing
from portal.reach import Way, has_died, mobile, safe_time, way_to, wishes_of

Confirm = Callable[[], None]

# What is said to somebody although, or because, their referral has ended.
_AFTER_THE_END = (MessageKind.EXPERIENCE, MessageKind.HELP_ELSEWHERE)
_NAMES = (WordingKey.NEUTRAL_NAME, WordingKey.SERVICE_NAME, WordingKey.SERVICE_PHONE)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message that may go, and by which way."""

    message: PatientMessage
    way: Way
    policy: Policy


def send_message(
    *,
    message_id: int,
    key: str,  # noqa: ARG001 - what the outbox hands over; the message has the same
    now: datetime,
    tries: int,
    starts_at: int | None = None,
) -> Confirm:
    """Hand a queued message over, once per key; returns what writes down the outcome.

    Raises NotYet outside safe hours, and NoAnswerNow while the provider may still answer later.
    """
    message = PatientMessage.objects.select_related(
        "patient", "referral", "contact", "link__referral", "link__contact"
    ).get(pk=message_id)
    if message.state != MessageState.QUEUED:
        return _nothing
    policy = policy_on(local_date(now))
    why_not = _why_not(message, starts_at=starts_at, now=now)
    if why_not:
        return partial(actions.note_not_sent, message=message, why=why_not, by=None, now=now)
    way = way_to(wishes_of(message.patient), channels=providers.available())
    if way is None:
        why = "They no longer agree to messages, or there is no address any more."
        return partial(actions.note_not_sent, message=message, why=why, by=None, now=now)
    trouble = _trouble(message, way, now=now)
    if trouble:
        return partial(actions.note_failed, message=message, why=trouble, by=None, now=now)
    if safe_time(now, policy) > now:
        raise NotYet(safe_time(now, policy))
    return _hand_over(_Ready(message, way, policy), now=now, tries=tries)


def _hand_over(ready: _Ready, *, now: datetime, tries: int) -> Confirm:
    message = ready.message
    try:
        provider_id = providers.send(_outgoing(ready, now=now, tries=tries))
    except CannotBeSent as refusal:
        return partial(actions.note_failed, message=message, why=str(refusal), by=None, now=now)
    except NoAnswerNow:
        if tries < TRIES_BEFORE_PARKING:
            raise
        return partial(actions.note_failed, message=message, why=failures.SILENT, by=None, now=now)
    return partial(
        actions.note_handed_over,
        message=message,
        way=ready.way,
        provider_id=provider_id,
        by=None,
        now=now,
    )


def _why_not(message: PatientMessage, *, starts_at: int | None, now: datetime) -> str:
    """In words, why there is nothing to send any more; empty when there is."""
    if has_died(message.patient_id):
        return "This person has died."
    if message.referral.ended_on is not None and message.kind not in _AFTER_THE_END:
        return "The referral has ended."
    if message.link is not None and links.standing(message.link, now=now) is not Standing.LIVE:
        return "The form is finished, or the link has ended."
    if message.kind != MessageKind.REMINDER or message.contact is None:
        return ""
    return _why_no_reminder(message.contact, starts_at=starts_at)


def _why_no_reminder(contact: CareContact, *, starts_at: int | None) -> str:
    if contact.state != ContactState.BOOKED:
        return "The appointment is not in the diary any more."
    if starts_at is not None and int(contact.starts_at.timestamp()) != starts_at:
        return "The appointment was moved to another time."
    return ""


def _trouble(message: PatientMessage, way: Way, *, now: datetime) -> str:
    """In words, why it cannot arrive although it should; empty when it can."""
    is_about = message.contact if message.kind == MessageKind.REMINDER else None
    if is_about is not None and is_about.starts_at <= now:
        return failures.TOO_LATE
    return failures.NO_TEXTS if way.channel is Channel.TEXT and not mobile(way.to) else ""


def _outgoing(ready: _Ready, *, now: datetime, tries: int) -> Outgoing:
    words = _words(ready, now=now)
    return Outgoing(
        key=ready.message.key,
        channel=ready.way.channel,
        to=ready.way.to,
        sender=words.sender,
        subject=words.subject,
        words=words.body,
        at=now,
        may_be_a_repeat=tries > 1,
    )


def _words(ready: _Ready, *, now: datetime) -> Words:
    """Written as it leaves, by the wordings and rules of this day; kept nowhere."""
    message, on = ready.message, local_date(now)
    kind, contact = MessageKind(message.kind), message.contact
    rule = rules.usual(ready.policy)
    if kind is MessageKind.REMINDER and contact is not None:
        in_force = rules.in_force(on=on, policy=ready.policy)
        rule = in_force[contact.kind, contact.medium]
    facts = Facts(
        kind=kind,
        channel=ready.way.channel,
        language=message.language,
        full_name_ok=message.patient.full_name_ok,
        starts_at=None if contact is None else contact.starts_at,
        may_confirm=rule.may_confirm,
        may_cancel=rule.may_cancel,
        answer=messages.answer_address(message.key),
        link=_link(message),
        weeks=wait_range.weeks(on=on) if kind is MessageKind.WAITING else None,
    )
    texts = wordings.texts(on=on, language=message.language, keys=_NAMES)
    return messages.words(facts, texts=texts)


def _link(message: PatientMessage) -> str:
    """What the message leads to: a form, or the places that were agreed on."""
    if message.kind == MessageKind.HELP_ELSEWHERE:
        return signpost_messages.places(message)
    return "" if message.link is None else links.address_of(message.link)


def _nothing() -> None:
    """It had left before: only the mark is missing."""
