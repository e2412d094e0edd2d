"""The directory of help elsewhere, by what it helps with."""

from dataclasses import dataclass
from itertools import groupby

from referrals.models import DirectoryEntry, HelpArea


@dataclass(frozen=True, slots=True)
class Area:
    """One heading of the directory, with its places."""

    label: str
    places: tuple[DirectoryEntry, ...]


def directory(*, retired: bool = False) -> tuple[Area, ...]:  # noqa: FBT001, FBT002 - which half
    """Every place that is offered, or those offered no more; in the order of the areas."""
    order = {area.value: number for number, area in enumerate(HelpArea)}
    found = sorted(
        DirectoryEntry.objects.filter(retired_at__isnull=not retired),
        key=lambda one: (order[one.area], one.name.lower(), one.pk),
    )
    return tuple(
        Area(HelpArea(area).label, tuple(places))
        for area, places in groupby(found, key=lambda one: one.area)
    )


def offered(pk: int) -> DirectoryEntry | None:
    """A place that is offered; it belongs to the whole service."""
    return DirectoryEntry.objects.filter(pk=pk, retired_at__isnull=True).first()
