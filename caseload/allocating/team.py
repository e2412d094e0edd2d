"""The team page: load against agreed number, room week by week, leave and cover, and how room is
likely to change. Nobody's outcomes, no order by any number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.safestring import SafeString

from caseload.allocating import people
from caseload.allocating.diary import free_in
from caseload.allocating.handing_over import may_arrange
from caseload.allocating.people import WEEKS_AHEAD, Practitioner
from caseload.allocating.room import why_not
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, monday_of
from clinical.workload import WeekAhead, forecast
from staff.models import Cover, Team
from staff.roles import PROVIDER_WIDE
from staff.standing import Standing

WEEKS_SHOWN = 4

# How many came onto and left these caseloads in each of the weeks behind.
_FLOW = """
SELECT week,
    (SELECT count(DISTINCT a.referral_id) FROM caseload_allocation a
     WHERE a.pwp_id = ANY(%(ids)s) AND a.starts_at >= %(since)s
       AND (a.starts_at AT TIME ZONE 'Europe/London')::date
           BETWEEN %(first)s::date + 7 * week AND %(first)s::date + 7 * week + 6
       AND NOT EXISTS (SELECT 1 FROM caseload_allocation b
                       WHERE b.referral_id = a.referral_id AND b.starts_at < a.starts_at)),
    (SELECT count(*) FROM referrals_referral r
     WHERE r.carried_by_id = ANY(%(ids)s)
       AND r.ended_on BETWEEN %(first)s::date + 7 * week AND %(first)s::date + 7 * week + 6)
FROM generate_series(0, %(weeks)s - 1) week ORDER BY week
"""


@dataclass(frozen=True, slots=True)
class Week:
    """How many appointments of a week are free."""

    begins: str
    free: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One practitioner."""

    staff_id: int
    name: str
    grade: str
    carried: str
    meter: SafeString
    over: int
    load: str
    weeks: tuple[Week, ...]
    note: str
    may_arrange: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """One week of the forecast, in words and numbers."""

    begins: str
    number: int
    carried: int
    room: str


@dataclass(frozen=True, slots=True)
class CoverRow:
    """`Dayo Coker is away 7 to 14 June. Nia Vaughan covers.`"""

    covered_id: int
    words: str
    may_read: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The page."""

    title: str
    rows: tuple[Row, ...]
    weeks: tuple[str, ...]
    cover: tuple[CoverRow, ...]
    ahead: tuple[Ahead, ...]
    assumes: tuple[str, ...]
    over: int


def read(*, standing: Standing, now: datetime, policy: Policy) -> TeamPage:
    """Of the teams this person works in, or of everybody for whoever leads the service. Ten
    queries, however many work here.
    """
    on = local_date(now)
    leads = any(role in PROVIDER_WIDE for role in standing.roles)
    found = [
        one
        for one in people.everybody(on=on)
        if leads or not one.team_ids.isdisjoint(standing.team_ids)
    ]
    mondays = [monday_of(on) + timedelta(weeks=week) for week in range(WEEKS_AHEAD)]
    loads = people.loads([one.pk for one in found], policy=policy)
    rows = tuple(
        _row(one, mondays, standing, load=loads.get(one.pk, 0), on=on, policy=policy)
        for one in found
    )
    starts, ends = _flow([one.pk for one in found], on=on)
    ahead = _ahead(found, mondays, starts, ends)
    return TeamPage(
        title=_title(standing, leads=leads),
        rows=rows,
        weeks=tuple(wording.table_date(day, on)[4:] for day in mondays[:WEEKS_SHOWN]),
        cover=_cover([one.pk for one in found], standing, on=on),
        ahead=tuple(_week(one, day, on=on) for one, day in zip(ahead, mondays, strict=True)),
        assumes=_assumes(found, starts, ends),
        over=sum(row.over > 0 for row in rows),
    )


def _title(standing: Standing, *, leads: bool) -> str:
    if leads:
        return "All teams"
    names = Team.objects.filter(pk__in=sorted(standing.team_ids)).order_by("name")
    return ", ".join(names.values_list("name", flat=True))


def _row(
    one: Practitioner,
    mondays: Sequence[date],
    standing: Standing,
    *,
    load: int,
    on: date,
    policy: Policy,
) -> Row:
    plan = one.plan
    weeks = [(day, free_in(one, monday=day, policy=policy)) for day in mondays[:WEEKS_SHOWN]]
    return Row(
        staff_id=one.pk,
        name=one.name,
        grade=one.member.get_grade_display(),
        carried=one.carries,
        meter=one.meter,
        over=max(0, -(one.room or 0)),
        load=f"{load}" if plan is None else f"{load} of {plan.slots_a_week}",
        weeks=tuple(Week(wording.table_date(day, on)[4:], free) for day, free in weeks),
        note=why_not(one, on=on) or ("" if plan else "No week agreed yet"),
        may_arrange=may_arrange(standing, one.pk),
    )


def _cover(ids: list[int], standing: Standing, *, on: date) -> tuple[CoverRow, ...]:
    """Of these people, whoever is covered now or soon, the next first."""
    rows = Cover.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), covered__in=ids
    ).select_related("covered", "coverer")
    return tuple(
        CoverRow(
            covered_id=row.covered_id,
            words=f"{row.covered.full_name} is away {_days(row, on)}. "
            f"{row.coverer.full_name} covers.",
            may_read=row.coverer_id == standing.staff_id or may_arrange(standing, row.covered_id),
        )
        for row in rows.order_by("starts_on", "pk")
    )


def _days(row: Cover, on: date) -> str:
    first = wording.sentence_date(row.starts_on, on)
    if row.ends_on is None:
        return f"from {first}"
    return f"{first} to {wording.sentence_date(row.ends_on, on)}"


def _flow(ids: list[int], *, on: date) -> tuple[list[int], list[int]]:
    """Starts and endings in each of the twelve whole weeks behind. One query."""
    first = monday_of(on) - timedelta(weeks=WEEKS_AHEAD)
    with connection.cursor() as cursor:
        cursor.execute(_FLOW, {"ids": ids, "first": first, "since": first, "weeks": WEEKS_AHEAD})
        rows = cursor.fetchall()
    return [row[1] for row in rows], [row[2] for row in rows]


def _ahead(
    found: Sequence[Practitioner],
    mondays: Sequence[date],
    starts: Sequence[int],
    ends: Sequence[int],
) -> tuple[WeekAhead, ...]:
    """Only people with an agreed number count on either side: each week with what lowers it then
    and how far a newcomer is.
    """
    counted = [one for one in found if one.member.agreed_number is not None]
    return forecast(
        carried=sum(one.carried for one in counted),
        starts=starts,
        ends=ends,
        numbers=[sum(one.number_on(day).number or 0 for one in counted) for day in mondays],
    )


def _week(one: WeekAhead, day: date, *, on: date) -> Ahead:
    more = f"Room for {one.room}" if one.room >= 0 else f"{-one.room} too many"
    return Ahead(wording.table_date(day, on)[4:], one.number, one.carried, more)


def _assumes(
    found: Sequence[Practitioner], starts: Sequence[int], ends: Sequence[int]
) -> tuple[str, ...]:
    """What the forecast rests on, as sentences."""
    weeks = len(starts)
    without = sum(one.member.agreed_number is None for one in found)
    said = [
        f"In the last {weeks} weeks {sum(starts)} people came onto these caseloads and "
        f"{sum(ends)} ended: {sum(starts) / weeks:.1f} and {sum(ends) / weeks:.1f} a week.",
        "It goes on like that each week; nothing else is assumed.",
        "Agreed numbers are those of each week: roles, phased returns and how far newcomers have "
        "come are counted, leave is not.",
    ]
    if without:
        said.append(
            f"{wording.count(without, 'person', 'people')} without an agreed number left out."
        )
    return tuple(said)
