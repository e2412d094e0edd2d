"""The page that a message names: what can be answered there now, and what came of it.

It shows no name, no time and no kind of appointment: whoever holds the phone may read it (H28).
"""

from dataclasses import dataclass
from datetime import datetime

from caseload.models import ContactState
from caseload.waiting.asked import being_asked
from clinical.policy import Policy
from clinical.working_days import local_date
from portal import rules
from portal.links import is_guessing, note_unknown
from portal.messages import hash_of
from portal.models import (
    ASKS_WHETHER,
    Channel,
    InboundReply,
    Meaning,
    MessageKind,
    PatientMessage,
)
from portal.rules import Rule


@dataclass(frozen=True, slots=True)
class Answering:
    """What the page says, and which buttons it has."""

    said: str
    asks: str
    may_confirm: bool
    may_cancel: bool
    may_ask_for_a_call: bool
    may_stop: bool
    is_email: bool


def find(token: str, *, address: str, now: datetime) -> PatientMessage | None:
    """The message of a token; None for a token of nobody, or an address that keeps guessing."""
    if is_guessing(address, now=now):
        return None
    message = (
        PatientMessage.objects.select_related("patient", "referral", "contact__referral")
        .filter(answer_hash=hash_of(token))
        .exclude(answer_hash="")
        .first()
    )
    if message is None:
        note_unknown(address, now=now)
    return message


def read(message: PatientMessage, *, now: datetime, policy: Policy) -> Answering:
    """The page as it stands. Two queries."""
    answered = _answered(message)
    if message.kind in ASKS_WHETHER:
        return _whether(message, answered)
    is_ahead = _is_ahead(message, now=now)
    rule = _rule(message, now=now, policy=policy) if is_ahead else None
    contact = message.contact
    is_confirmed = contact is not None and contact.confirmed_at is not None
    waits = Meaning.CANCEL in answered and answered[Meaning.CANCEL] is None
    may_confirm = rule is not None and rule.may_confirm and not is_confirmed and not waits
    may_cancel = rule is not None and rule.may_cancel and not waits
    return Answering(
        said=_said(message, is_ahead=is_ahead, waits=waits),
        asks="appointment" if may_confirm or may_cancel else "",
        may_confirm=may_confirm,
        may_cancel=may_cancel,
        may_ask_for_a_call=False,
        may_stop=_still_agreed(message),
        is_email=message.channel == Channel.EMAIL,
    )


def _answered(message: PatientMessage) -> dict[str, datetime | None]:
    """What its buttons were pressed for, and since when a rule has done it."""
    return dict(
        InboundReply.objects.filter(
            message=message, provider_id__startswith=f"link-{message.key.hex}"
        ).values_list("meaning", "acted_at")
    )


def _whether(message: PatientMessage, answered: dict[str, datetime | None]) -> Answering:
    """Whether they still want to hear from us: one answer, or a call, which is there always."""
    # No more messages is no answer to what was asked: the question stays.
    is_awaited = not answered.keys() - {Meaning.STOP} and bool(being_asked([message.referral]))
    rung = Meaning.RING in answered
    return Answering(
        said=_said_of(answered, is_awaited=is_awaited),
        asks="whether" if is_awaited else "",
        may_confirm=is_awaited,
        may_cancel=is_awaited,
        may_ask_for_a_call=message.referral.is_open and not rung,
        may_stop=_still_agreed(message),
        is_email=message.channel == Channel.EMAIL,
    )


def _said_of(answered: dict[str, datetime | None], *, is_awaited: bool) -> str:
    """The key of a sentence: the last wish first, then what was done by a rule."""
    if Meaning.RING in answered:
        return "rung"
    if answered.get(Meaning.CANCEL) is not None:
        return "not any more"
    if answered.get(Meaning.CONFIRM) is not None:
        return "still wants"
    if answered.keys() - {Meaning.STOP}:
        return "filed"
    if Meaning.STOP in answered:
        return "stopped"
    return "" if is_awaited else "asked before"


def _said(message: PatientMessage, *, is_ahead: bool, waits: bool) -> str:
    """The key of a sentence that the template has."""
    contact = message.contact
    if message.kind != MessageKind.REMINDER or contact is None:
        return "" if _still_agreed(message) else "stopped"
    if contact.state == ContactState.CANCELLED and contact.attendance:
        return "cancelled"
    if waits:
        return "we ring"
    if not is_ahead:
        return "over"
    return "" if contact.confirmed_at is None else "confirmed"


def _is_ahead(message: PatientMessage, *, now: datetime) -> bool:
    contact = message.contact
    return (
        message.kind == MessageKind.REMINDER
        and contact is not None
        and contact.state == ContactState.BOOKED
        and contact.starts_at > now
        and contact.referral.is_open
    )


def _rule(message: PatientMessage, *, now: datetime, policy: Policy) -> Rule | None:
    contact = message.contact
    if contact is None:
        return None
    return rules.in_force(on=local_date(now), policy=policy)[contact.kind, contact.medium]


def _still_agreed(message: PatientMessage) -> bool:
    patient = message.patient
    return patient.text_ok if message.channel == Channel.TEXT else patient.email_ok
