"""Every rule a service may set: its name, default, safe bounds and source; and the Policy that the
other rules are given. Decisions are stored as text, and dated, by those above."""

from clinical.policy.policy import DEFAULT, Policy
from clinical.policy.reading import check, parse, value_in, with_changes, written
from clinical.policy.rule import Group, Rule, Value
from clinical.policy.rules import RULES

__all__ = [
    "DEFAULT",
    "RULES",
    "Group",
    "Policy",
    "Rule",
    "Value",
    "check",
    "parse",
    "value_in",
    "with_changes",
    "written",
]
