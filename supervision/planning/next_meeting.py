"""When the next meeting of somebody will really be held: not while one of the two is away."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject, TruncDate

from clinical.working_days import LONDON, Calendar, is_working_day, local_date
from referrals.prepared import PreparedRows
from staff.models import Absence
from supervision.models import SupervisionSession
from supervision.planning.cover import of_the_meeting

_A_WEEK = timedelta(days=7)
# As far as meetings are made ahead.
_AHEAD = 8
# Stand in a built query for whose meetings they are, and for between when they are looked for.
_PERSON = -987_654_321
STAND_INS = (datetime(1901, 1, 4, tzinfo=UTC), datetime(1901, 1, 5, tzinfo=UTC))
Moment = datetime | Combinable
# A meeting to come, as `following` annotates it.
ROW = JSONObject(supervisee_id="supervisee_id", at="starts_at", cannot="cannot")


def next_on(
    session: SupervisionSession,
    *,
    rows: Sequence[Mapping[str, Any]] | None = None,
    calendar: Calendar | None = None,
) -> date:
    """The day of the supervisee's next meeting after this one that can be held; where none is
    planned, in a week, or the week after the last that cannot. One query, or none where the rows
    were read with the meeting.
    """
    if rows is not None:
        return next_of_each([session], rows, calendar=calendar)[session.pk]
    given: dict[Any, Any] = {_PERSON: session.supervisee_id, **between([session])}
    rows = [one["row"] for one in _FOLLOWING.rows(given)]
    return next_of_each([session], rows, calendar=calendar)[session.pk]


def next_of_each(
    sessions: Sequence[SupervisionSession],
    rows: Sequence[Mapping[str, Any]],
    *,
    calendar: Calendar | None = None,
) -> dict[int, date]:
    """The same for several meetings, by meeting, from the rows of `following`."""
    days: dict[int, list[tuple[datetime, bool]]] = {}
    for row in rows:
        at = datetime.fromisoformat(row["at"])
        days.setdefault(row["supervisee_id"], []).append((at, row["cannot"]))
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


def between(sessions: Sequence[SupervisionSession]) -> dict[datetime, datetime]:
    """From the first of these meetings to as far after the last as any are made, by stand-in."""
    starts = [one.starts_at for one in sessions] or list(STAND_INS)
    return dict(zip(STAND_INS, (min(starts), max(starts) + _AHEAD * _A_WEEK), strict=True))


def after_this() -> ArraySubquery:
    """Of a meeting being read: the rows of those that follow it."""
    begins = OuterRef("starts_at")
    theirs = Q(supervisee=OuterRef("supervisee"))
    return ArraySubquery(following(theirs, begins, begins + _AHEAD * _A_WEEK).values(row=ROW))


def following(
    whose: Q, first: Moment = STAND_INS[0], last: Moment = STAND_INS[1]
) -> QuerySet[SupervisionSession]:
    """Meetings of these people after the first and up to the last moment, in order; `cannot` says
    that somebody is away then whom nobody covers.
    """
    on_leave = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")), starts_on__lte=OuterRef("day")
    )
    supervisor_away = Exists(on_leave.filter(staff=OuterRef("supervisor")))
    supervisee_away = Exists(on_leave.filter(staff=OuterRef("supervisee")))
    is_covered = Exists(of_the_meeting(day="day"))
    return (
        SupervisionSession.objects.filter(
            whose, starts_at__gt=first, starts_at__lte=last, not_held_at__isnull=True
        )
        .annotate(day=TruncDate("starts_at", tzinfo=LONDON))
        .annotate(cannot=supervisee_away | (supervisor_away & ~is_covered))
        .order_by("starts_at")
    )


_FOLLOWING = PreparedRows(
    lambda: following(Q(supervisee_id=_PERSON)).values(row=ROW),
    stand_ins=(_PERSON, *STAND_INS),
    one_json=("row",),
)
