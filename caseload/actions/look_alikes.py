"""What a person says of two records that look alike."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals import look_alikes
from referrals.models import AlikeOutcome, LookAlike, Referral
from staff.models import StaffMember


@transaction.atomic
def settle_look_alike(
    *,
    pair: LookAlike,
    outcome: AlikeOutcome,
    referral: Referral,
    by: StaffMember,
    now: datetime,
) -> None:
    """Say whether two records are of one person. Somebody else: the warning stays on both. The same
    person: two people put the records together, on their own page.

    Raises Refused when somebody has said it already.
    """
    if not look_alikes.settle(pair, outcome=outcome, by=by, now=now):
        raise Refused("Somebody has settled this already.")
    trail.record(
        Event.LOOK_ALIKE_SETTLED,
        by=by,
        at=now,
        about=pair,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"outcome": ("", outcome.value)},
    )
