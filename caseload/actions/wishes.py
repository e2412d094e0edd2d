"""Writes down what somebody asks for in who helps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals.models import AskedFor, Referral
from staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class WishesEntry:
    """A gender, times of day, groups; each may be empty."""

    gender: str
    times: Sequence[str]
    groups: Sequence[str]


@transaction.atomic
def set_wishes(
    *, referral: Referral, entry: WishesEntry, by: StaffMember | None, now: datetime
) -> AskedFor:
    """Keep the wishes as last said. Raises Refused for an ended referral."""
    if not referral.is_open:
        raise Refused("This referral has ended.")
    asked, _ = AskedFor.objects.update_or_create(
        referral=referral,
        defaults={
            "gender": entry.gender,
            "times": list(entry.times),
            "groups": list(entry.groups),
            "set_at": now,
            "set_by": by,
        },
    )
    trail.record(
        Event.WISHES_SET,
        by=by,
        at=now,
        about=asked,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )
    return asked
