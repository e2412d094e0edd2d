"""Who may hold a supervisor's meetings while they are away: a senior who covers them then.

Cover is a row of staff's; here it is only asked who of those who cover may supervise.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clinical.working_days import local_date
from staff.models import Absence, Cover
from staff.roles import ELSEWHERE, Permission, Role
from supervision.models import SupervisionSession
from supervision.planning.rhythm import Covered

MAY_SUPERVISE = tuple(role for role in Role if Permission.SUPERVISE in ELSEWHERE[role])


def by_supervisors() -> QuerySet[Cover]:
    """Every cover by somebody whose role carries supervising others all the while it lasts."""
    held = Q(
        coverer__memberships__role__in=MAY_SUPERVISE,
        coverer__memberships__starts_on__lte=F("starts_on"),
    )
    lasting = Q(coverer__memberships__ends_on__isnull=True) | Q(
        coverer__memberships__ends_on__gte=F("ends_on")
    )
    return Cover.objects.filter(held & lasting, coverer__is_active=True)


def of_the_meeting(*, day: str) -> QuerySet[Cover]:
    """For a subquery beside meetings: who covers their supervisor on the day named, is there that
    day, and is not supervised in them.
    """
    is_away = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef(OuterRef(day))),
        staff=OuterRef("coverer"),
        starts_on__lte=OuterRef(OuterRef(day)),
    )
    return (
        by_supervisors()
        .filter(
            ~Exists(is_away),
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef(day)),
            covered=OuterRef("supervisor"),
            starts_on__lte=OuterRef(day),
        )
        .exclude(coverer=OuterRef("supervisee"))
    )


def may_stand_in(session: SupervisionSession, staff_id: int, *, now: datetime) -> bool:
    """Does this person cover its supervisor on the day of the meeting, or today while it is open?
    Whose it was takes it back.
    """
    if staff_id in (session.supervisee_id, session.supervisor_id):
        return False
    if staff_id == session.stands_in_for_id:
        return True
    day = local_date(now) if session.is_open else local_date(session.starts_at)
    covers = by_supervisors().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        coverer=staff_id,
        covered=session.supervisor_id,
        starts_on__lte=day,
    )
    return covers.exists()


def covered(supervisors: Iterable[int], *, since: date, until: date) -> Covered:
    """Of each supervisor, from when to when somebody covers them, and who. One query."""
    rows = (
        by_supervisors()
        .filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=since),
            covered__in=sorted(set(supervisors)),
            starts_on__lte=until,
        )
        .order_by("starts_on", "pk")
        .distinct()
    )
    found: dict[int, tuple[tuple[date, date | None, int], ...]] = {}
    for row in rows:
        one = (row.starts_on, row.ends_on, row.coverer_id)
        found[row.covered_id] = (*found.get(row.covered_id, ()), one)
    return found
