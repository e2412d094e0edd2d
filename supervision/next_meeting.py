"""When the next meeting of somebody will really be held: not while one of the two is away."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from clinical.working_days import LONDON, Calendar, is_working_day, local_date
from staff.models import Absence
from supervision.cover import of_the_meeting
from supervision.models import SupervisionSession

_A_WEEK = timedelta(days=7)
# As far as meetings are made ahead.
_AHEAD = 8


def next_on(session: SupervisionSession, *, calendar: Calendar | None = None) -> date:
    """The day of the supervisee's next meeting after this one that can be held; where none is
    planned, in a week, or the week after the last that cannot. One query.
    """
    return next_of_each([session], calendar=calendar)[session.pk]


def next_of_each(
    sessions: Sequence[SupervisionSession], *, calendar: Calendar | None = None
) -> dict[int, date]:
    """The same for several meetings, by meeting. One query."""
    days: dict[int, list[tuple[datetime, bool]]] = {}
    for supervisee_id, at, cannot in _held(_following(sessions)):
        days.setdefault(supervisee_id, []).append((at, cannot))
    return {one.pk: _next_after(one, days.get(one.supervisee_id, []), calendar) for one in sessions}


def _next_after(
    session: SupervisionSession,
    days: Sequence[tuple[datetime, bool]],
    calendar: Calendar | None,
) -> date:
    later = [(at, cannot) for at, cannot in days if at > session.starts_at][:_AHEAD]
    able = (local_date(at) for at, cannot in later if not cannot)
    open_days = (day for day in able if is_working_day(day, calendar))
    latest = later[-1][0] if later else session.starts_at
    return next(open_days, local_date(latest) + _A_WEEK)


def _following(sessions: Sequence[SupervisionSession]) -> QuerySet[SupervisionSession]:
    """Meetings of the same people after the first of these, as far ahead as any are made."""
    first = min((one.starts_at for one in sessions), default=None)
    last = max((one.starts_at for one in sessions), default=None)
    if first is None or last is None:
        return SupervisionSession.objects.none()
    return SupervisionSession.objects.filter(
        supervisee_id__in={one.supervisee_id for one in sessions},
        starts_at__gt=first,
        starts_at__lte=last + _AHEAD * _A_WEEK,
        not_held_at__isnull=True,
    ).order_by("starts_at")


def _held(meetings: QuerySet[SupervisionSession]) -> list[tuple[int, datetime, bool]]:
    """Whose they are, when they begin, and whether somebody is away then whom nobody covers."""
    on_leave = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")), starts_on__lte=OuterRef("day")
    )
    supervisor_away = Exists(on_leave.filter(staff=OuterRef("supervisor")))
    supervisee_away = Exists(on_leave.filter(staff=OuterRef("supervisee")))
    is_covered = Exists(of_the_meeting(day="day"))
    return list(
        meetings.annotate(day=TruncDate("starts_at", tzinfo=LONDON))
        .annotate(cannot=supervisee_away | (supervisor_away & ~is_covered))
        .values_list("supervisee_id", "starts_at", "cannot")
    )
