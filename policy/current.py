"""The rules in force on a day; the only reader of the table."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

from clinical import policy
from clinical.policy import Policy
from policy.models import PolicyChange


def policy_on(on: date) -> Policy:
    """Every service rule as it stands on this day: the defaults, with approved changes that have begun. One query."""
    changed: dict[str, object] = {}
    rows = PolicyChange.objects.filter(approved_at__isnull=False, valid_from__lte=on)
    for rule, value in rows.order_by("valid_from", "id").values_list("rule", "value"):
        changed[rule] = policy.parse(rule, value)
    return _with(changed)


def _with(changed: Mapping[str, object]) -> Policy:
    known = {field.name for field in fields(Policy)}
    return replace(
        policy.DEFAULT, **{name: value for name, value in changed.items() if name in known}
    )  # type: ignore[arg-type]
