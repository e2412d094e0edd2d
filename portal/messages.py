"""The words of a message: neutral, by the name agreed, in the person's language where it is here.

No clinical content, no name of a person, no kind of service unless they agreed to it (safety S-S6).
"""

import base64
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from policy.models import WordingKey
from portal.models import Channel, MessageKind
from portal.phrases import ENGLISH, LANGUAGES, Phrases
from portal.wait_range import Weeks

_SALT = "portal.messages"
_BYTES = 18  # 144 bits, 24 characters
TO_THOSE_WHO_WAIT = (MessageKind.WAITING, MessageKind.OPT_IN, MessageKind.OPT_IN_AGAIN)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a message may be made of."""

    kind: MessageKind
    channel: Channel
    language: str
    full_name_ok: bool
    starts_at: datetime | None
    may_confirm: bool
    may_cancel: bool
    answer: str
    link: str
    # From how many weeks to how many most people wait; none where nobody can say.
    weeks: Weeks | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """As it leaves."""

    sender: str
    subject: str
    body: str


def token_of(key: uuid.UUID) -> str:
    """The token of a message's own page, worked out from its key under a secret: not stored."""
    made = salted_hmac(_SALT, key.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:_BYTES]).decode("ascii")


def hash_of(token: str) -> str:
    """What stands in the database for a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def answer_address(key: uuid.UUID) -> str:
    """Where a message may be answered: `https://…/a/<token>/`."""
    return f"{settings.PUBLIC_ADDRESS}/a/{token_of(key)}/"


def words(facts: Facts, *, texts: Mapping[WordingKey, str]) -> Words:
    """The message, with the service's wordings that hold in its language."""
    spoken = LANGUAGES.get(facts.language, ENGLISH)
    sender = texts[
        WordingKey.SERVICE_NAME if facts.full_name_ok else WordingKey.NEUTRAL_NAME
    ].strip()
    parts = [
        spoken.said[facts.kind].format(
            who=sender,
            when="" if facts.starts_at is None else spoken.when(facts.starts_at),
            link=facts.link,
        ),
        _what_to_do(facts, spoken, phone=texts[WordingKey.SERVICE_PHONE].strip()),
        _no_more(facts, spoken),
    ]
    body = " ".join(part for part in parts if part)
    return Words(sender=sender, subject=spoken.subjects[facts.kind], body=body)


def _what_to_do(facts: Facts, spoken: Phrases, *, phone: str) -> str:
    if facts.kind is MessageKind.MISSED:
        return spoken.ring_on.format(phone=phone) if phone else spoken.ring
    if facts.kind in TO_THOSE_WHO_WAIT:
        return _while_they_wait(facts, spoken, phone=phone)
    if facts.kind is not MessageKind.REMINDER:
        return ""
    asked = {
        (True, True): spoken.confirm_or_cancel,
        (True, False): spoken.confirm,
        (False, True): spoken.cancel,
        (False, False): "",
    }[facts.may_confirm, facts.may_cancel]
    return asked.format(answer=facts.answer)


def _while_they_wait(facts: Facts, spoken: Phrases, *, phone: str) -> str:
    """How long it takes or what is asked, how to change it, and where there is help at once."""
    asks = facts.kind is not MessageKind.WAITING
    weeks = facts.weeks
    how_long = ""
    if weeks is not None and not asks:
        how_long = spoken.most_wait.format(low=weeks.low, high=weeks.high)
    answer = spoken.yes_or_no.format(answer=facts.answer) if asks else ""
    ring = (spoken.or_ring if asks else spoken.change_on).format(phone=phone) if phone else ""
    return " ".join(part for part in (how_long, answer, ring, spoken.help_now) if part)


def _no_more(facts: Facts, spoken: Phrases) -> str:
    if facts.channel is Channel.TEXT:
        return spoken.no_more_texts
    return spoken.no_more_emails.format(answer=facts.answer)
