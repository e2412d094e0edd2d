"""Links: what a token is, which link it names, and how that link stands at a moment.

The token is worked out from the link's form key under a secret that is not in the database, so a
message can be written again after a crash; at rest there is only its hash (safety S-S6).
"""

import base64
import hashlib
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from caseload.models import ContactState
from portal.models import LinkKind, QuestionnaireLink, UnknownToken

_SALT = "portal.links"
_BYTES = 18  # 144 bits, 24 characters
# From one address: more wrong tokens than a person who mistypes, and then none is looked up.
MISSES_ALLOWED = 30
MISSES_COUNTED = timedelta(minutes=15)


class Standing(Enum):
    """What can be done with a link now."""

    LIVE = "live"
    LOCKED = "locked"
    SENT = "sent"
    OVER = "over"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Nothing more is answered here."""
        return self not in {Standing.LIVE, Standing.LOCKED}


def token_of(link: QuestionnaireLink) -> str:
    """The token of a link, as its message and the page for staff show it."""
    made = salted_hmac(_SALT, link.form_key.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:_BYTES]).decode("ascii")


def hash_of(token: str) -> str:
    """What stands in the database for a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def path_of(link: QuestionnaireLink) -> str:
    """`/q/<token>/`."""
    return f"/q/{token_of(link)}/"


def address_of(link: QuestionnaireLink) -> str:
    """The whole address, for a message."""
    return f"{settings.PUBLIC_ADDRESS}{path_of(link)}"


def find(token: str, *, address: str, now: datetime) -> QuestionnaireLink | None:
    """The link behind a token; None for a token of nobody, or an address that keeps guessing."""
    if is_guessing(address, now=now):
        return None
    link = (
        QuestionnaireLink.objects.select_related("referral__patient", "contact__pwp")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if link is None:
        note_unknown(address, now=now)
    return link


def is_guessing(address: str, *, now: datetime) -> bool:
    """More unknown tokens came from this address lately than a person mistypes."""
    lately = UnknownToken.objects.filter(address_hash=_whose(address), at__gt=now - MISSES_COUNTED)
    return lately.count() >= MISSES_ALLOWED


def note_unknown(address: str, *, now: datetime) -> None:
    """A token that names nothing came from this address, of which only a hash is kept."""
    UnknownToken.objects.create(address_hash=_whose(address), at=now)


def standing(link: QuestionnaireLink, *, now: datetime) -> Standing:
    """How a link stands: over once its session begins, its referral ends, or it was taken back; and
    from the moment its appointment is taken out of the diary, by whomever and without any job.
    """
    is_cancelled = link.contact is not None and link.contact.state == ContactState.CANCELLED
    if is_cancelled and link.referral.is_open:
        return Standing.CANCELLED
    if link.finished_at is not None:
        return Standing.SENT
    if link.revoked_at is not None or link.expires_at <= now:
        return Standing.OVER
    if link.kind == LinkKind.MEASURES and not link.referral.is_open:
        return Standing.OVER
    return Standing.LIVE if link.locked_at is None else Standing.LOCKED


def running() -> QuerySet[QuestionnaireLink]:
    """Links that nobody has ended, whatever the time."""
    return QuestionnaireLink.objects.filter(finished_at__isnull=True, revoked_at__isnull=True)


def _whose(address: str) -> str:
    return salted_hmac(_SALT, address, algorithm="sha256").hexdigest()
