"""What is loaded of practices, postcodes and commissioners, how old it is, and whom it misses."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import days_between, local_date
from referrals.models import PlacesEdition, PlacesKind, Referral


@dataclass(frozen=True, slots=True)
class ListRow:
    """One of the lists; `warning` is empty while it is neither missing nor old."""

    name: str
    edition: str
    rows: str
    loaded: str
    warning: str


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """The lists, and how many open referrals lack what follows from them."""

    lists: tuple[ListRow, ...]
    open: int
    no_decile: int
    no_practice: int
    no_commissioner: int


def read(*, now: datetime, policy: Policy) -> PlacesPage:
    """Two queries."""
    latest = {one.kind: one for one in PlacesEdition.objects.order_by("kind", "edition")}
    counts = Referral.objects.open().aggregate(
        open=Count("pk"),
        no_decile=Count("pk", filter=Q(patient__deprivation_decile__isnull=True)),
        no_practice=Count("pk", filter=Q(patient__practice__isnull=True)),
        no_commissioner=Count("pk", filter=Q(commissioner="")),
    )
    return PlacesPage(
        lists=tuple(
            _row(kind, latest.get(kind.value), now=now, policy=policy) for kind in PlacesKind
        ),
        **counts,
    )


def _row(kind: PlacesKind, one: PlacesEdition | None, *, now: datetime, policy: Policy) -> ListRow:
    if one is None:
        return ListRow(kind.label, "", "", "", "Not loaded yet")
    today = local_date(now)
    days = days_between(one.edition, today)
    limit = policy.places_oldest_days
    return ListRow(
        name=kind.label,
        edition=wording.sentence_date(one.edition, today),
        rows=f"{one.rows:,}",
        loaded=wording.sentence_time(one.loaded_at, today),
        warning=f"{days} days old: over {limit}, load a newer one" if days > limit else "",
    )
