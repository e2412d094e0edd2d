"""The order of the triage queue: an open risk flag, then the nearest 6-week day, then who waited
longest. Both of the latter go by the day of receipt; of one day, who was written down first.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.lookups import IsNull

from referrals.models import Referral

BY_RISK = (
    IsNull(F("risk_open_since"), True),  # noqa: FBT003 - Django's own
    F("received_on"),
    F("id"),
)
# For those who may not know of risk, the same without it.
BY_DAY = (F("received_on"), F("id"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where one referral stands in the queue."""

    has_risk: bool
    received_on: date
    pk: int


def place_of(reference: str) -> Place | None:
    """Where this referral stands, or stood before it was decided. One query."""
    found = (
        Referral.objects.filter(reference=reference)
        .values_list("risk_open_since", "received_on", "pk")
        .first()
    )
    return None if found is None else Place(found[0] is not None, found[1], found[2])


def from_here(place: Place, *, by_risk: bool, after: bool = False) -> Q:
    """Who stands at this place or after it; with `after`, only after it."""
    beyond = Q(pk__gt=place.pk) if after else Q(pk__gte=place.pk)
    on_or_after = Q(received_on__gt=place.received_on) | Q(received_on=place.received_on) & beyond
    if not by_risk:
        return on_or_after
    if place.has_risk:
        return Q(risk_open_since__isnull=True) | Q(risk_open_since__isnull=False) & on_or_after
    return Q(risk_open_since__isnull=True) & on_or_after
