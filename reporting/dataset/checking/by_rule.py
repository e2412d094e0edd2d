"""What a check came to rule by rule: how often, what it costs and what to do. Nobody is named."""

from dataclasses import dataclass

from reporting.dataset.checking.findings import Findings
from reporting.dataset.layout import Severity

_ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class FoundByRule:
    """One rule of the check: what breaking it costs, in which table first, and what to do."""

    rule: str
    cost: str
    table: str
    to_do: str
    count: int


def by_rule(findings: Findings) -> tuple[FoundByRule, ...]:
    """The dearest first, then the most frequent."""
    first = {(one.rule, one.severity): one for one in reversed(list(findings))}
    counted = sorted(
        findings.counts.items(), key=lambda one: (_ORDER.index(one[0][1]), -one[1], one[0][0])
    )
    return tuple(
        FoundByRule(
            rule=rule,
            cost=severity.label,
            table=first[rule, severity].table,
            to_do=first[rule, severity].to_do,
            count=many,
        )
        for (rule, severity), many in counted
    )
