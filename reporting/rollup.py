"""Keeps the sums of months true: recomputed from pathways and contacts, never counted up.

Safe twice and beside itself: a second run writes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from clinical.working_days import local_date
from reporting import statements, sums
from reporting.dimensions import DIMENSIONS, Dimension
from reporting.metrics.measure import Placed
from reporting.models import KpiMonth
from reporting.period import Period, month_after, month_of

# As the timetable names them.
RECENT_JOB, FULL_JOB = "month_sums", "month_sums_in_full"
_RECENT_MONTHS = 3

# The first and the last day that anything is counted on; each is one look into an index.
_FIRST_AND_LAST = """
SELECT least(
    (SELECT min(received_on) FROM reporting_pathway),
    (SELECT min(ended_on) FROM caseload_internettherapylog),
    (SELECT (min(starts_at) AT TIME ZONE 'Europe/London')::date FROM caseload_carecontact)
), greatest(
    (SELECT max(received_on) FROM reporting_pathway),
    (SELECT max(therapy_first_on) FROM reporting_pathway),
    (SELECT max(therapy_second_on) FROM reporting_pathway),
    (SELECT max(ended_on) FROM reporting_pathway),
    (SELECT max(ended_on) FROM caseload_internettherapylog),
    (SELECT (max(starts_at) AT TIME ZONE 'Europe/London')::date FROM caseload_carecontact)
)
"""
_WRITE = """
WITH fresh AS MATERIALIZED (
    SELECT month, team_id, dimension, group_value,
           jsonb_object_agg(name, value)
               || jsonb_build_object(%(edition_name)s, %(edition)s) AS counts
    FROM ({branches}) counted, unnest(names, tallies) AS each(name, value)
    WHERE value <> 0
    GROUP BY 1, 2, 3, 4
), gone AS (
    DELETE FROM reporting_kpimonth k
    WHERE {in_range} AND NOT EXISTS (
        SELECT FROM fresh WHERE fresh.month = k.month AND fresh.team_id = k.team_id
        AND fresh.dimension = k.dimension AND fresh.group_value = k."group"
    ) RETURNING 1
), written AS (
    INSERT INTO reporting_kpimonth (month, team_id, dimension, "group", counts)
    SELECT month, team_id, dimension, group_value, counts FROM fresh
    WHERE NOT EXISTS (
        SELECT FROM reporting_kpimonth k WHERE fresh.month = k.month AND fresh.team_id = k.team_id
        AND fresh.dimension = k.dimension AND fresh.group_value = k."group"
        AND fresh.counts = k.counts
    )
    ON CONFLICT (month, team_id, dimension, "group") DO UPDATE SET counts = excluded.counts
    RETURNING 1
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM gone)
"""


def sum_recent_months(*, now: datetime, policy: object = None) -> Mapping[str, int]:  # noqa: ARG001 - as every job is called
    """Sum the last months again; all of them where no month has been, or by other definitions."""
    if not KpiMonth.objects.filter(counts__edition=sums.edition()).exists():
        return sum_every_month(now=now)
    months = [local_date(now).replace(day=1)]
    while len(months) < _RECENT_MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return _sum(tuple(month_of(one) for one in months), in_range="k.month = ANY(%(starts)s)")


def sum_every_month(*, now: datetime, policy: object = None) -> Mapping[str, int]:  # noqa: ARG001
    """Sum every month in which anything happened, and take away sums of any other."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_AND_LAST)
        first, last = cursor.fetchone()
    today = local_date(now)
    return _sum(_months(first or today, max(last or today, today)), in_range="true")


@transaction.atomic
def _sum(months: Sequence[Period], *, in_range: str) -> Mapping[str, int]:
    sql = _WRITE.format(branches=" UNION ALL ".join(_branches()), in_range=in_range)
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "starts": [one.start for one in months],
                "ends": [one.end for one in months],
                "edition_name": sums.EDITION,
                "edition": sums.edition(),
            },
        )
        written, gone = cursor.fetchone()
    return {"months": len(months), "written": written, "gone": gone}


def _months(first: date, last: date) -> tuple[Period, ...]:
    """Every whole month from one day to another."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month_of(month))
        month = month_after(month)
    return tuple(found)


def _branches() -> list[str]:
    """For each kind of rows: everybody's counts, and those of groups."""
    everybody = [_branch(*one, ()) for one in _by_rows(sums.kept_for_everybody())]
    by = [one for one in DIMENSIONS.values() if one.is_kept]
    return everybody + [_branch(*one, by) for one in _by_rows(sums.kept_for_groups())]


def _by_rows(kept: Sequence[sums.Kept]) -> list[tuple[Placed, list[sums.Kept]]]:
    return [
        (placed, of_it)
        for placed in Placed
        if (of_it := [one for one in kept if one.placed is placed])
    ]


def _branch(placed: Placed, kept: Sequence[sums.Kept], by: Sequence[Dimension]) -> str:
    """Counts by month and team, and by one dimension after another in the same look at the rows."""
    names = ", ".join(f"'{one.name}'" for one in kept)
    tallies = ", ".join(statements.sql_of(one.tally) for one in kept)
    dimension, group, sets = "''", "''", ""
    if by:
        dimension = _of_the_set(by, {one.slug: f"'{one.slug}'" for one in by})
        group = _of_the_set(by, {one.slug: one.group_sql for one in by})
        sets = f", GROUPING SETS ({', '.join(f'({one.group_sql})' for one in by)})"
    return (
        f"SELECT b.starts_on AS month, p.team_id, {dimension} AS dimension, "
        f"{group} AS group_value, ARRAY[{names}] AS names, ARRAY[{tallies}]::bigint[] AS tallies "
        f"FROM {statements.PERIODS} {statements.ROWS[placed]} GROUP BY b.starts_on, p.team_id{sets}"
    )


def _of_the_set(by: Sequence[Dimension], values: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN grouping({one.group_sql}) = 0 THEN {values[one.slug]}" for one in by)
    return f"CASE {cases} END"
