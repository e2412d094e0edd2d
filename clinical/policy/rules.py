"""Every rule a service may set, by name, in the order of the page."""

from collections.abc import Mapping
from types import MappingProxyType

from clinical.policy import (
    rules_of_care,
    rules_of_coming_in,
    rules_of_hours,
    rules_of_measures,
    rules_of_service,
    rules_of_standards,
    rules_of_supervision,
    rules_of_triage,
    rules_of_waiting,
    rules_of_workload,
)
from clinical.policy.rule import Group, Rule

_IN_ORDER = {group: place for place, group in enumerate(Group)}

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.name: rule
        for rule in sorted(
            (
                *rules_of_care.RULES,
                *rules_of_coming_in.RULES,
                *rules_of_supervision.RULES,
                *rules_of_hours.RULES,
                *rules_of_service.RULES,
                *rules_of_standards.RULES,
                *rules_of_triage.RULES,
                *rules_of_waiting.RULES,
                *rules_of_workload.RULES,
                *rules_of_measures.RULES,
            ),
            key=lambda rule: _IN_ORDER[rule.group],
        )
    }
)
