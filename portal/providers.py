"""How a message leaves: settings name one function for each channel, which lives in the roof."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from portal.models import Channel


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as the provider gets it. `may_be_a_repeat`: an earlier try may have arrived."""

    key: uuid.UUID
    channel: Channel
    to: str
    sender: str
    subject: str
    words: str
    at: datetime
    may_be_a_repeat: bool


class CannotBeSent(Exception):  # noqa: N818 - what the provider says, in words for staff
    """The provider says that this message will never arrive: trying again changes nothing."""


class NoAnswerNow(Exception):  # noqa: N818 - what the provider says, in words for staff
    """The provider did not answer, or asked to be left alone: it is tried again later."""


# Hands a message over and answers with the provider's id of it.
Send = Callable[[Outgoing], str]


def available() -> tuple[Channel, ...]:
    """The channels this service can send by, text first."""
    return tuple(channel for channel in Channel if settings.MESSAGE_PROVIDERS.get(channel.value))


def send(message: Outgoing) -> str:
    """Hand one message over. Raises CannotBeSent or NoAnswerNow."""
    path = settings.MESSAGE_PROVIDERS.get(message.channel.value)
    if not path:
        raise CannotBeSent(f"No provider is set up for {message.channel.label.lower()}s.")
    return cast(Send, import_string(path))(message)
