"""When the next meeting of somebody will really be held: not while one of the two is away."""

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
    days = _held(_following(session))
    planned = [local_date(at) for at, _ in days]
    able = (local_date(at) for at, cannot in days if not cannot)
    open_days = (day for day in able if is_working_day(day, calendar))
    latest = planned[-1] if planned else local_date(session.starts_at)
    return next(open_days, latest + _A_WEEK)


def _following(session: SupervisionSession) -> QuerySet[SupervisionSession]:
    return SupervisionSession.objects.filter(
        supervisee_id=session.supervisee_id,
        starts_at__gt=session.starts_at,
        not_held_at__isnull=True,
    ).order_by("starts_at")


def _held(meetings: QuerySet[SupervisionSession]) -> list[tuple[datetime, bool]]:
    """When they begin, and whether somebody is away then whom nobody covers."""
    on_leave = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")), starts_on__lte=OuterRef("day")
    )
    supervisor_away = Exists(on_leave.filter(staff=OuterRef("supervisor")))
    supervisee_away = Exists(on_leave.filter(staff=OuterRef("supervisee")))
    is_covered = Exists(of_the_meeting(day="day"))
    return list(
        meetings.annotate(day=TruncDate("starts_at", tzinfo=LONDON))
        .annotate(cannot=supervisee_away | (supervisor_away & ~is_covered))
        .values_list("starts_at", "cannot")[:_AHEAD]
    )
