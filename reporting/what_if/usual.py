"""How things stand, where a lead’s numbers begin: the last twelve months, and today’s diaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import pstdev

from django.db.models import Avg, F

from caseload.allocating import people
from reporting import counting, named_periods
from reporting.figures import Chosen, Figure
from reporting.models import Pathway
from reporting.period import Period
from reporting.suppression import nearest_five
from reporting.what_if.arithmetic import Assumptions, Known

_STARTERS, _MISSED, _SESSIONS = "entering-treatment", "did-not-attend", "mean-sessions"
_GAP, _FINISHING, _WAITING = (
    "mean-gap-between-sessions",
    "finished-of-treated",
    "waiting-for-treatment",
)
_ATTENDED = ("appointments-attended", "appointments-late-seen")
_READ = (_STARTERS, _SESSIONS, _GAP, _FINISHING, *_ATTENDED)
# Where a service is too young to say: clinical.md 4.2 and 7, so that the page can be used at all.
_SESSIONS_AT_FIRST, _GAP_AT_FIRST, _SECOND_AT_FIRST = 5.0, 14.0, 21.0
_FINISHING_AT_FIRST, _MISSED_AT_FIRST = 0.6, 0.1


@dataclass(frozen=True, slots=True)
class Usual:
    """Where the numbers begin, and from which time they come."""

    assumed: Assumptions
    known: Known
    period: Period


def usual(*, team_ids: frozenset[int] | None, on: date, exact: bool = True) -> Usual:
    """Of these teams, or of the whole service; who waits is rounded unless `exact`. As many queries
    for any number of people.
    """
    chosen = Chosen(team_ids=team_ids)
    months = named_periods.twelve_months(named_periods.month_before(on.replace(day=1)))
    period = named_periods.named(named_periods.LAST_TWELVE, on=on).period
    figures = counting.read(_READ, period=period, chosen=chosen)
    missed = counting.series((_MISSED,), months=months, chosen=chosen)[_MISSED]
    waiting = counting.read((_WAITING,), period=Period(on, on), chosen=chosen)[_WAITING]
    slots = [
        one.plan.slots_a_week
        for one in people.everybody(on=on)
        if one.plan and (team_ids is None or not one.team_ids.isdisjoint(team_ids))
    ]
    sessions = max(1.0, _value(figures, _SESSIONS, _SESSIONS_AT_FIRST))
    weeks = ((period.end - period.start).days + 1) / 7
    return Usual(
        assumed=Assumptions(
            starters=figures[_STARTERS].numerator / weeks,
            missed=_share_of(missed) or _MISSED_AT_FIRST,
            sessions=sessions,
            pwps=float(len(slots) or 1),
            first_to_second=_days_to_second(period, team_ids),
        ),
        known=Known(
            slots=sum(slots) / len(slots) if slots else 0.0,
            gap=_value(figures, _GAP, _GAP_AT_FIRST),
            waiting=waiting.numerator if exact else nearest_five(waiting.numerator),
            beside=_beside(figures, sessions),
            finishing=_value(figures, _FINISHING, 100 * _FINISHING_AT_FIRST) / 100,
            missed_spread=_spread(missed),
        ),
        period=period,
    )


def _value(figures: Mapping[str, Figure], slug: str, otherwise: float) -> float:
    value: Decimal | None = figures[slug].value
    return otherwise if value is None else float(value)


def _beside(figures: Mapping[str, Figure], sessions: float) -> float:
    """What else is kept in the diaries for each person who begins."""
    kept = sum(figures[slug].numerator for slug in _ATTENDED)
    starters = figures[_STARTERS].numerator
    return max(0.0, kept / starters - sessions) if starters else 0.0


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
