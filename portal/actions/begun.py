"""A self-referral that a charity, a job centre or the desk begins, and the person finishes."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from clinical.policy import Policy
from portal.links import hash_of
from portal.models import BegunReferral, ReferralDraft
from portal.models.begun import MOST_TRIES
from portal.referring import drafts, told
from staff.models import StaffMember

LASTS = timedelta(days=7)
_BYTES = 18


@transaction.atomic
def begin_for(
    *,
    answers: Mapping[str, Any],
    organisation: str,
    language: str,
    by: StaffMember,
    now: datetime,
) -> str:
    """Keep what was filled in; the token of the link by which the person finishes it."""
    token = secrets.token_urlsafe(_BYTES)
    begun = BegunReferral.objects.create(
        token_hash=hash_of(token),
        organisation=organisation,
        language=language,
        answers=dict(answers),
        begun_at=now,
        begun_by=by,
        expires_at=now + LASTS,
    )
    trail.record(Event.REFERRAL_BEGUN, by=by, at=now, about=begun)
    return token


@transaction.atomic
def open_begun(
    *, begun: BegunReferral, birth_date: date, address: str, by: None, now: datetime, policy: Policy
) -> str:
    """The token of the form, filled as far as it was, for who knows the date of birth; empty for
    another date, which is counted, and once it was opened by anybody.
    """
    held = BegunReferral.objects.select_for_update().get(pk=begun.pk)
    if held.opened_at is not None or held.wrong_birth_dates >= MOST_TRIES:
        return ""
    if _born(held.answers) != birth_date:
        BegunReferral.objects.filter(pk=held.pk).update(
            wrong_birth_dates=F("wrong_birth_dates") + 1
        )
        return ""
    token = drafts.start(language=held.language, address=address, now=now, policy=policy)
    ReferralDraft.objects.filter(token_hash=hash_of(token)).update(
        answers=told.begun_by(held.answers, held.organisation)
    )
    held.opened_at, held.answers = now, {}
    held.save(update_fields=["opened_at", "answers"])
    trail.record(Event.REFERRAL_BEGUN_OPENED, by=by, at=now, about=held)
    return token


def _born(answers: Mapping[str, Any]) -> date:
    about = answers[told.ABOUT]
    return date(int(about["y"]), int(about["m"]), int(about["d"]))
