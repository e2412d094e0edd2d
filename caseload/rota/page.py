"""The rota page: the turns of this week and the next ones, week by week, with their gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from caseload.rota.panel import absence_words, gap_words, span
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, moment, monday_of
from staff import rota
from staff.rota import Gap, Turn

WEEKS = 5
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn; `state` says what cannot be seen from its times."""

    pk: int
    staff_id: int
    name: str
    when: str
    phone: str
    state: str
    warning: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A week from its Monday. A turn stands in the week in which it starts, or in the first."""

    heading: str
    turns: tuple[TurnRow, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RotaPage:
    """Everything on the page."""

    weeks: tuple[Week, ...]
    usual_phone: str


def read(*, now: datetime, policy: Policy) -> RotaPage:
    """Turns of five weeks from this Monday on, and the service hours still to come that nobody
    covers. Two queries.
    """
    on = local_date(now)
    monday = monday_of(on)
    start, end = moment(monday, "00:00"), moment(monday + WEEKS * _A_WEEK, "00:00")
    turns = rota.turns(since=start, until=end)
    gaps = rota.gaps(turns, since=now, until=end, calendar=policy.calendar)
    return RotaPage(
        weeks=tuple(_week(monday + n * _A_WEEK, turns, gaps, now=now) for n in range(WEEKS)),
        usual_phone=turns[-1].phone if turns else "",
    )


def _week(monday: date, turns: Sequence[Turn], gaps: Sequence[Gap], *, now: datetime) -> Week:
    on = local_date(now)
    is_first = monday <= on < monday + _A_WEEK
    mine = [
        one
        for one in turns
        if monday_of(local_date(one.starts_at)) == monday
        or (is_first and monday_of(local_date(one.starts_at)) < monday)
    ]
    return Week(
        heading="This week" if is_first else f"Week of {wording.sentence_date(monday, on)}",
        turns=tuple(_row(one, now) for one in mine),
        gaps=tuple(
            gap_words(gap, now) for gap in gaps if monday_of(local_date(gap.starts_at)) == monday
        ),
    )


def _row(one: Turn, now: datetime) -> TurnRow:
    is_over = one.ends_at <= now
    return TurnRow(
        pk=one.pk,
        staff_id=one.staff_id,
        name=one.name,
        when=span(one.starts_at, one.ends_at, now),
        phone=one.phone,
        state="Over" if is_over else "On duty now" if one.is_running(now) else "",
        warning="" if is_over else _warning(one, now),
        may_change=not is_over,
    )


def _warning(one: Turn, now: datetime) -> str:
    if one.is_running(now) and (said := absence_words(one, now)):
        return said
    if one.has_left:
        return absence_words(one, now)
    days = ", ".join(wording.table_date(day, local_date(now)) for day in one.missing)
    return f"{one.name} is away {days}: this does not count as covered." if days else ""
