"""When figures were last counted, and of which sums: one look for both."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connection

from jobs import runs
from reporting import rollup
from reporting.models import PathwayRun

_ANY_TIME = datetime(9999, 1, 1, tzinfo=UTC)
# Sums, where there are any of these months; and the standards they are held against: every write of
# a row gives it another transaction's number, and taking one away changes what they come to.
_WRITTEN = """
(SELECT at FROM reporting_sumswritten
 WHERE EXISTS (SELECT FROM reporting_kpimonth k WHERE k.month BETWEEN %s AND %s)),
(SELECT ARRAY[count(*), max(c.xmin::text::bigint), sum(c.xmin::text::bigint)]
 FROM policy_policychange c)::text
"""


@dataclass(frozen=True, slots=True)
class Count:
    """`at` is when pathways were last derived and months last summed, whichever is longer ago;
    where months never were, all is counted from the pathways. None before these were derived.
    `written` tells one state of the sums from any other; None where there are none.
    """

    at: datetime | None
    written: tuple[object, ...] | None


def latest(first: date, last: date) -> Count:
    """Of the sums of months that begin between these days. One query."""
    runs_of, parameters = _runs()
    with connection.cursor() as cursor:
        cursor.execute(f"{runs_of}, {_WRITTEN}", [*parameters, first, last])
        derived, summed, *written = cursor.fetchone()
    at = min(derived, summed or derived) if derived else None
    return Count(at, tuple(written) if written[0] else None)


@cache
def _runs() -> tuple[str, tuple[Any, ...]]:
    """When each of both was done: the beginning of a query, built once."""
    derived, of_derived = (
        PathwayRun.objects.order_by("-at").values("at")[:1].query.sql_with_params()
    )
    summed, of_summed = runs.done(rollup.JOB, until=_ANY_TIME)[:1].query.sql_with_params()
    return f"SELECT ({derived}), ({summed})", (*of_derived, *of_summed)  # noqa: S608 - Django's own
