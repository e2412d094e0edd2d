"""How things stand, where a lead’s numbers begin: the last three months, and who works today.

What is really kept, and who is really carried, not what job plans have room for: the sums then
begin at the service as it is, and say what a change would do to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import pstdev

from django.db.models import Avg, F

from caseload.allocating import people
from reporting import counting, named_periods
from reporting.figures import Chosen, Figure
from reporting.models import Pathway
from reporting.period import Period, month_of
from reporting.suppression import nearest_five
from reporting.what_if.arithmetic import Assumptions, Known, course_weeks

_STARTERS, _MISSED, _GAP = "entering-treatment", "did-not-attend", "mean-gap-between-sessions"
_FINISHING, _WAITING = "finished-of-treated", "waiting-for-treatment"
# Of everybody who began: nearly half have one session, and those who finish are no measure of them.
_SESSIONS, _BEGUN = ("sessions-of-finished", "treated-once"), "treated"
_ATTENDED = ("appointments-attended", "appointments-late-seen")
_READ = (_STARTERS, *_SESSIONS, _BEGUN, _GAP, _FINISHING, *_ATTENDED)
_IN_TREATMENT = (
    "last-session-60-days-at-most-ago",
    "last-session-61-to-90-days-ago",
    "last-session-91-to-120-days-ago",
    "last-session-over-120-days-ago",
)
_MONTHS = 3
# Where a service is too young to say: clinical.md 4.2 and 7, so that the page can be used at all.
_SESSIONS_AT_FIRST, _GAP_AT_FIRST, _SECOND_AT_FIRST = 5.0, 14.0, 21.0
_FINISHING_AT_FIRST, _MISSED_AT_FIRST = 0.6, 0.1


@dataclass(frozen=True, slots=True)
class Usual:
    """Where the numbers begin, and from which time they come; `slots` are what the job plan of one
    diary has room for a week.
    """

    assumed: Assumptions
    known: Known
    period: Period
    slots: float


def usual(*, team_ids: frozenset[int] | None, on: date, exact: bool = True) -> Usual:
    """Of these teams, or of the whole service; counts of today are rounded unless `exact`. As many
    queries for any number of people.
    """
    chosen = Chosen(team_ids=team_ids)
    months = named_periods.twelve_months(named_periods.month_before(on.replace(day=1)))
    period = Period(months[-_MONTHS], month_of(months[-1]).end)
    figures = counting.read(_READ, period=period, chosen=chosen)
    missed = counting.series((_MISSED,), months=months, chosen=chosen)[_MISSED]
    today = _today(chosen, on=on, exact=exact)
    slots = _slots(team_ids, on=on)
    assumed = Assumptions(
        starters=figures[_STARTERS].numerator / _weeks(period),
        missed=_share_of(missed[-_MONTHS:]) or _MISSED_AT_FIRST,
        sessions=_sessions(figures),
        pwps=float(len(slots) or 1),
        first_to_second=_days_to_second(period, team_ids),
    )
    planned = sum(slots) / len(slots) if slots else 0.0
    known = Known(
        booked=_booked(figures, assumed, period) or planned,
        gap=_value(figures, _GAP, _GAP_AT_FIRST),
        waiting=today[_WAITING],
        beside=_beside(figures, assumed.sessions),
        finishing=_value(figures, _FINISHING, 100 * _FINISHING_AT_FIRST) / 100,
        missed_spread=_spread(missed),
    )
    carried = sum(today[slug] for slug in _IN_TREATMENT)
    after = _after(carried, assumed, known)
    return Usual(assumed, replace(known, after=after), period=period, slots=planned)


def _weeks(period: Period) -> float:
    return ((period.end - period.start).days + 1) / 7


def _today(chosen: Chosen, *, on: date, exact: bool) -> dict[str, int]:
    """Who waits, and who has had a session and is open."""
    found = counting.read((_WAITING, *_IN_TREATMENT), period=Period(on, on), chosen=chosen)
    counts = {slug: figure.numerator for slug, figure in found.items()}
    return counts if exact else {slug: nearest_five(count) for slug, count in counts.items()}


def _slots(team_ids: frozenset[int] | None, *, on: date) -> list[int]:
    """Appointments a week, of each job plan."""
    return [
        one.plan.slots_a_week
        for one in people.everybody(on=on)
        if one.plan and (team_ids is None or not one.team_ids.isdisjoint(team_ids))
    ]


def _sessions(figures: Mapping[str, Figure]) -> float:
    """For each of those who began and have ended, and no more than were kept for each who began: of
    a service that grows, most have theirs still to come.
    """
    begun, kept = figures[_BEGUN].numerator, _kept_each(figures)
    each = _SESSIONS_AT_FIRST
    if begun:
        each = sum(figures[slug].numerator for slug in _SESSIONS) / begun
    return max(1.0, min(each, kept or each))


def _kept_each(figures: Mapping[str, Figure]) -> float:
    """Appointments kept for each person who began; 0 where nobody did."""
    kept = sum(figures[slug].numerator for slug in _ATTENDED)
    starters = figures[_STARTERS].numerator
    return kept / starters if starters else 0.0


def _booked(figures: Mapping[str, Figure], assumed: Assumptions, period: Period) -> float:
    """Appointments a week in one diary, of which so many were missed that these were kept."""
    kept = sum(figures[slug].numerator for slug in _ATTENDED) / _weeks(period)
    return kept / (1 - assumed.missed) / assumed.pwps


def _after(carried: int, assumed: Assumptions, known: Known) -> float:
    """In weeks: as many are in treatment as begin in the weeks that each of them is carried."""
    if not assumed.starters:
        return 0.0
    return max(0.0, carried / assumed.starters - course_weeks(assumed, known))


def _value(figures: Mapping[str, Figure], slug: str, otherwise: float) -> float:
    value: Decimal | None = figures[slug].value
    return otherwise if value is None else float(value)


def _beside(figures: Mapping[str, Figure], sessions: float) -> float:
    """What else is kept in the diaries for each person who begins."""
    return max(0.0, _kept_each(figures) - sessions)


def _days_to_second(period: Period, team_ids: frozenset[int] | None) -> float:
    """On average, of everybody whose second session was in this time."""
    rows = Pathway.objects.filter(therapy_second_on__range=(period.start, period.end))
    if team_ids is not None:
        rows = rows.filter(team__in=sorted(team_ids))
    wait = rows.aggregate(mean=Avg(F("therapy_second_on") - F("therapy_first_on")))["mean"]
    return _SECOND_AT_FIRST if wait is None else float(wait.total_seconds() / 86_400)


def _share_of(months: list[Figure]) -> float | None:
    of = sum(one.denominator or 0 for one in months)
    return sum(one.numerator for one in months) / of if of else None


def _spread(months: list[Figure]) -> float:
    """How far a month's share usually lies from the year's."""
    shares = [one.numerator / one.denominator for one in months if one.denominator]
    return pstdev(shares) if len(shares) > 1 else 0.0
