"""What somebody is typing: found by a token of which only a hash is kept, until it is sent or its
time is up. It is no record yet, so it stands on no trail.
"""

import secrets
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from clinical.policy import Policy
from portal.links import hash_of
from portal.models import ReferralDraft

STARTS_COUNTED = timedelta(minutes=15)
WORRIES_COUNTED = timedelta(hours=1)
_SALT = "portal.referring"
_BYTES = 18


def lasts(policy: Policy) -> timedelta:
    """After the last step: a phone may be handed on, a form left open in a library."""
    return timedelta(minutes=policy.referral_form_minutes)


def may_start(address: str, *, now: datetime, policy: Policy) -> bool:
    """Fewer forms were begun from this address lately than only a robot begins, and fewer of those
    that somebody must ring about. What was begun before goes on, and is seen by a person.
    """
    begun = ReferralDraft.objects.filter(
        address_hash=_whose(address), started_at__gt=now - WORRIES_COUNTED
    )
    counts = begun.aggregate(
        lately=Count("pk", filter=Q(started_at__gt=now - STARTS_COUNTED)),
        worrying=Count("pk", filter=Q(must_be_seen=True)),
    )
    return (
        counts["lately"] < policy.referral_forms_begun
        and counts["worrying"] < policy.referral_worries_begun
    )


def start(*, language: str, address: str, now: datetime, policy: Policy) -> str:
    """Begin a form; the token that the browser keeps."""
    token = secrets.token_urlsafe(_BYTES)
    ReferralDraft.objects.create(
        token_hash=hash_of(token),
        language=language,
        address_hash=_whose(address),
        started_at=now,
        touched_at=now,
        expires_at=now + lasts(policy),
    )
    return token


def find(token: str, *, now: datetime) -> ReferralDraft | None:
    """The form behind a token; None for a forged one, and for one whose time is up."""
    if not token:
        return None
    return (
        ReferralDraft.objects.select_related("referral__patient")
        .filter(token_hash=hash_of(token), expires_at__gt=now)
        .first()
    )


def keep(
    draft: ReferralDraft,
    *,
    must_be_seen: bool,  # noqa: FBT001 - a fact about what was said
    now: datetime,
    policy: Policy,
) -> None:
    """Keep what was typed. Sent meanwhile, in another window, it stays as it was sent."""
    ReferralDraft.objects.filter(pk=draft.pk, sent_at__isnull=True).update(
        answers=draft.answers,
        must_be_seen=must_be_seen,
        touched_at=now,
        expires_at=now + lasts(policy),
    )


def _whose(address: str) -> str:
    return salted_hmac(_SALT, address, algorithm="sha256").hexdigest()
