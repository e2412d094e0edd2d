"""The rules in force on a day; the only reader of the table."""

from datetime import date

from clinical import policy
from clinical.errors import Refused
from clinical.policy import Policy
from policy.models import PolicyChange


def policy_on(on: date) -> Policy:
    """Every service rule as it stands on this day: the defaults, with approved changes begun.

    One query. A rule this release no longer knows, or a value it no longer allows, is left out.
    """
    rows = (
        PolicyChange.objects.filter(
            approved_at__isnull=False, valid_from__lte=on, rule__in=list(policy.RULES)
        )
        .order_by("valid_from", "id")
        .values_list("rule", "value")
    )
    return policy.with_changes({rule: text for rule, text in rows if _is_allowed(rule, text)})


def _is_allowed(rule: str, text: str) -> bool:
    try:
        policy.parse(rule, text)
    except Refused:
        return False
    return True
