"""Who of some people is away, and when: as the rhythm asks it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from staff.models import Absence
from supervision.planning.rhythm import Away


def away(people: Iterable[int], *, since: date, until: date) -> Away:
    """The absences of these people that touch this time. One query."""
    rows = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=since),
        staff_id__in=sorted(set(people)),
        starts_on__lte=until,
    ).order_by("starts_on", "pk")
    found: dict[int, tuple[tuple[date, date | None], ...]] = {}
    for row in rows:
        found[row.staff_id] = (*found.get(row.staff_id, ()), (row.starts_on, row.ends_on))
    return found
