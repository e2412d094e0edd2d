"""What becomes of forms that nobody sent: a person sees those that worry; all go in time."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from clinical.errors import Refused
from clinical.policy import Policy
from portal.actions import self_referrals
from portal.models import BegunReferral, ReferralDraft

# Somebody still thinking, or on the phone to a crisis line; then a person is told.
_LEFT_AFTER = timedelta(minutes=30)


def pass_on_unsent(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Forms left unsent in which somebody said something worrying and how to reach them: whoever is
    on duty rings. With nobody here they wait for the next run.
    """
    left = ReferralDraft.objects.filter(
        must_be_seen=True,
        sent_at__isnull=True,
        call__isnull=True,
        touched_at__lte=now - _LEFT_AFTER,
    )
    passed_on = 0
    for draft in left.order_by("touched_at", "pk"):
        with suppress(Refused):
            self_referrals.pass_on(draft=draft, by=None, now=now, policy=policy)
            passed_on += 1
    return {"passed_on": passed_on}


def forget_drafts(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Forms whose time is up go with every word; not one that a person has still to see."""
    del policy
    over = ReferralDraft.objects.filter(expires_at__lte=now)
    waits = ReferralDraft.objects.filter(must_be_seen=True, sent_at__isnull=True, call__isnull=True)
    forgotten, _ = over.exclude(pk__in=waits.values("pk")).delete()
    begun, _ = BegunReferral.objects.filter(expires_at__lte=now).delete()
    return {"forgotten": forgotten + begun}
