"""The rules in force on a day; the only reader of the table."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import JSONObject

from clinical import policy
from clinical.errors import Refused
from clinical.policy import Policy
from policy.models import PolicyChange


def policy_on(on: date) -> Policy:
    """Every service rule as it stands on this day: the defaults, with approved changes begun.

    One query. A rule this release no longer knows, or a value it no longer allows, is left out.
    """
    return _with(_begun_by(on).values_list("rule", "value"))


def change_rows(on: date) -> QuerySet[PolicyChange, Any]:
    """The changes behind `policy_on`, each as one JSON object, for an array of a larger query.
    `policy_from` reads them.
    """
    return _begun_by(on).values(row=JSONObject(rule="rule", value="value"))


def policy_from(rows: Iterable[Mapping[str, str]]) -> Policy:
    """The policy behind `change_rows`."""
    return _with((row["rule"], row["value"]) for row in rows)


def _begun_by(on: date) -> QuerySet[PolicyChange]:
    return PolicyChange.objects.filter(
        approved_at__isnull=False, valid_from__lte=on, rule__in=list(policy.RULES)
    ).order_by("valid_from", "id")


def _with(rows: Iterable[tuple[str, str]]) -> Policy:
    return policy.with_changes({rule: text for rule, text in rows if _is_allowed(rule, text)})


def _is_allowed(rule: str, text: str) -> bool:
    try:
        policy.parse(rule, text)
    except Refused:
        return False
    return True
