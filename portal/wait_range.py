"""From how many weeks to how many most people wait for a first session, by our own figures."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

_LATELY = timedelta(days=91)
# Fewer would tell of single people, and jump about.
_LEAST = 20
# The middle eight of ten: what "most people" means.
_SQL = """
SELECT count(*), percentile_disc(ARRAY[0.1, 0.9]) WITHIN GROUP (
    ORDER BY first_treatment_on - received_on)
FROM caseload_casesummary WHERE first_treatment_on > %s AND first_treatment_on <= %s
"""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Whole weeks: at least, and at most."""

    low: int
    high: int


def weeks(*, on: date) -> Weeks | None:
    """Of those who started in the last 13 weeks, the middle eight of ten. None where too few did.
    One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [on - _LATELY, on])
        count, days = cursor.fetchone()
    if count < _LEAST:
        return None
    low, high = days
    return Weeks(low=low // 7, high=max(-(-high // 7), low // 7 + 1))
