"""How many stand in each list: counted as far as anybody reads a number, so that a tab costs the
same however many wait.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from referrals.models import Referral
from staff.roles import Permission
from staff.standing import Standing

MOST = 2_000


def read(standing: Standing, *, on: date, lists: tuple[Q, ...]) -> tuple[int, ...]:
    """How many this person may know of in each list, up to one more than the most. One query."""
    sql, parameters = _statement(standing.reach, on, lists)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: tuple[int, ...] = cursor.fetchone()
    return found


def words(count: int) -> str:
    """`31`; `2,000 and more`."""
    return f"{count:,}" if count <= MOST else f"{MOST:,} and more"


@lru_cache(maxsize=256)
def _statement(standing: Standing, on: date, lists: tuple[Q, ...]) -> tuple[str, tuple[Any, ...]]:
    """Built once for each who asks: all that decides about rights is in the key."""
    people = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY)
    parts: list[str] = []
    parameters: tuple[Any, ...] = ()
    for one in lists:
        try:
            sql, given = people.filter(one).values("pk")[: MOST + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, given = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - Django's own SQL
        parameters += given
    return f"SELECT {', '.join(parts)}", parameters
