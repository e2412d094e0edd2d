"""The practice service's own outbox: what would have been sent, its links to be followed."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from clinical import wording
from clinical.working_days import local_date
from portal.models import Channel, LocalMessage

_SHOWN = 100
# Where this service ran when a message was written: another port may be its today.
_THEN = re.compile(r"http://127\.0\.0\.1:\d+(?=/)")
_ADDRESS = re.compile(r"(https?://\S+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, or a link."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as it would have arrived."""

    to: str
    by: str
    when: str
    pieces: tuple[Piece, ...]


def is_on() -> bool:
    """Whether any channel goes to this page instead of a gateway."""
    return any(path.startswith("pwpservice.messaging.local.") for path in _providers())


def read(*, now: datetime) -> tuple[Shown, ...]:
    """The latest, newest first. One query."""
    on = local_date(now)
    return tuple(
        Shown(
            to=one.to,
            by=Channel(one.channel).label,
            when=wording.day_and_time(one.at, on),
            pieces=tuple(_pieces(one.words)),
        )
        for one in LocalMessage.objects.order_by("-at", "-pk")[:_SHOWN]
    )


def _pieces(words: str) -> list[Piece]:
    """Only addresses of our own become links, to wherever this service runs."""
    found = []
    for part in _ADDRESS.split(_THEN.sub(settings.PUBLIC_ADDRESS, words)):
        is_ours = part.startswith(f"{settings.PUBLIC_ADDRESS}/")
        found.append(Piece(part, part.removeprefix(settings.PUBLIC_ADDRESS) if is_ours else ""))
    return [piece for piece in found if piece.words]


def _providers() -> list[str]:
    return list(settings.MESSAGE_PROVIDERS.values())
