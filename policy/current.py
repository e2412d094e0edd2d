"""The rules in force on a day; the only reader of the tables of rules and closed days."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, JSONObject

from clinical import policy
from clinical.errors import Refused
from clinical.policy import Policy
from policy.models import ClosedDay, PolicyChange

# Under this name a closed day stands beside the changes of rules; no rule is called so.
_CLOSED = "closed day"
# Stands in the built query for the day; no change begins then.
_DAY = date(1901, 1, 4)


def policy_on(on: date) -> Policy:
    """Every service rule as it stands on this day, approved changes begun, and the closed days.

    One query. A rule this release no longer knows, or a value it no longer allows, is left out.
    """
    sql, parameters = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [on if one == _DAY else one for one in parameters])
        return policy_from(json.loads(row) for (row,) in cursor.fetchall())


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """The query about a day, built once: every save asks it, and building it costs five times what
    running it does.
    """
    return change_rows(_DAY).query.sql_with_params()


def change_rows(on: date) -> QuerySet[PolicyChange, Any]:
    """The changes and closed days behind `policy_on`, each as one JSON object, in no order, for an
    array of a larger query. `policy_from` reads them.
    """
    changes = PolicyChange.objects.filter(
        approved_at__isnull=False, valid_from__lte=on, rule__in=list(policy.RULES)
    )
    closed = ClosedDay.objects.filter(withdrawn_at__isnull=True)
    return changes.values(
        row=JSONObject(rule="rule", value="value", since="valid_from", pk="id")
    ).union(
        closed.values(
            row=JSONObject(rule=Value(_CLOSED), value=Cast("on", CharField()), since="on", pk="id")
        ),
        all=True,
    )


def ever_changed() -> QuerySet[PolicyChange, Any]:
    """`change_rows` up to any day, for a query that is planned once. `policy_of` reads them."""
    return change_rows(date.max)


def policy_of(rows: Iterable[Mapping[str, Any]], *, on: date) -> Policy:
    """The policy of a day from `ever_changed`. A closed day is known before it comes."""
    day = on.isoformat()
    return policy_from(row for row in rows if row["rule"] == _CLOSED or row["since"] <= day)


def policy_from(rows: Iterable[Mapping[str, Any]]) -> Policy:
    """The policy behind `change_rows`. Of several changes of a rule the latest holds."""
    in_order = sorted(rows, key=lambda row: (row["since"], row["pk"]))
    return _policy(tuple((row["rule"], row["value"]) for row in in_order))


@lru_cache(maxsize=32)
def _policy(in_order: tuple[tuple[str, str], ...]) -> Policy:
    """Looked up by all that the database says this minute, so nothing that has changed can come
    out of it: every page asks, and the rules change a few times a year.
    """
    texts = {rule: text for rule, text in in_order if rule != _CLOSED and _is_allowed(rule, text)}
    closed = frozenset(date.fromisoformat(text) for rule, text in in_order if rule == _CLOSED)
    return replace(policy.with_changes(texts), closed_days=closed)


def _is_allowed(rule: str, text: str) -> bool:
    try:
        policy.parse(rule, text)
    except Refused:
        return False
    return True
