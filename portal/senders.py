"""Systems that send referrals: which one a token names, and how often it may ask."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, QuerySet, Value, When

from clinical.policy import Policy
from portal.models import ReferralSender

_BYTES = 32  # 256 bits
_COUNTED = timedelta(minutes=1)


def new_token() -> str:
    """Shown once to whoever makes it."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """What stands in the database for a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> ReferralSender | None:
    """Whose token this is; None for a forged one, and for one that was stopped."""
    return running().filter(token_hash=hash_of(token)).first() if token else None


def running() -> QuerySet[ReferralSender]:
    """Those that nobody has stopped."""
    return ReferralSender.objects.filter(stopped_at__isnull=True)


def may_ask(sender: ReferralSender, *, now: datetime, policy: Policy) -> bool:
    """Count a request; False for one too many in this minute. One statement, so that requests side
    by side are all counted.
    """
    is_over = Q(counted_since__isnull=True) | Q(counted_since__lte=now - _COUNTED)
    row = ReferralSender.objects.filter(pk=sender.pk)
    row.update(
        requests=Case(When(is_over, then=Value(1)), default=F("requests") + 1),
        counted_since=Case(When(is_over, then=Value(now)), default=F("counted_since")),
    )
    counted = row.values_list("requests", flat=True).get()
    return counted <= policy.sender_requests_a_minute
