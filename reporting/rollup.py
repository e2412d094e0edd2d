"""Keeps the sums of months true: recomputed from pathways and contacts, never counted up.

Safe twice and beside itself: a second run writes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from clinical.working_days import local_date, moment
from reporting import month_sums, sums
from reporting.period import Period, month_after, month_of

# As the timetable names it.
JOB = "month_sums"

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
# How many groups there will be cannot be foreseen; feared to be too many, rows are sorted for each
# breakdown instead of being counted in one look.
_ROOM = "SET LOCAL work_mem = '64MB'"
_WRITE = """
WITH fresh AS MATERIALIZED (
    SELECT (%(starts)s::date[])[month] AS month, team_id, dimension, group_value, counts
    FROM ({counted}) counted WHERE NOT 0 = ALL(counts)
), gone AS (
    DELETE FROM reporting_kpimonth k
    WHERE NOT EXISTS (
        SELECT FROM fresh WHERE fresh.month = k.month AND fresh.team_id = k.team_id
        AND fresh.dimension = k.dimension AND fresh.group_value = k."group"
    ) RETURNING 1
), written AS (
    INSERT INTO reporting_kpimonth (month, team_id, dimension, "group", counts, edition)
    SELECT month, team_id, dimension, group_value, counts, %(edition)s FROM fresh
    WHERE NOT EXISTS (
        SELECT FROM reporting_kpimonth k WHERE fresh.month = k.month AND fresh.team_id = k.team_id
        AND fresh.dimension = k.dimension AND fresh.group_value = k."group"
        AND fresh.counts = k.counts AND k.edition = %(edition)s
    )
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (month, team_id, dimension, "group")
    DO UPDATE SET counts = excluded.counts, edition = excluded.edition
    RETURNING 1
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM gone)
"""


def sum_every_month(*, now: datetime, policy: object = None) -> Mapping[str, int]:  # noqa: ARG001
    """Sum every month in which anything happened, and take away sums of any other. A session logged
    late, or a file of another system, changes a month of long ago.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_AND_LAST)
        first, last = cursor.fetchone()
    today = local_date(now)
    return _sum(_months(first or today, max(last or today, today)))


@transaction.atomic
def _sum(months: Sequence[Period]) -> Mapping[str, int]:
    first, last = months[0].start, months[-1].end
    begins = [_begins(one.start) for one in months]
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        cursor.execute(
            _WRITE.format(counted=month_sums.counted()),
            {
                "starts": [one.start for one in months],
                "first": first,
                "last": last,
                "moments": begins,
                "from": begins[0],
                "until": _begins(last + timedelta(days=1)),
                "edition": sums.edition(),
            },
        )
        written, gone = cursor.fetchone()
    return {"months": len(months), "written": written, "gone": gone}


def _begins(day: date) -> datetime:
    """When a local day begins."""
    return moment(day, "00:00")


def _months(first: date, last: date) -> tuple[Period, ...]:
    """Every whole month from one day to another."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month_of(month))
        month = month_after(month)
    return tuple(found)
