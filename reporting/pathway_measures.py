"""Which thresholds held when: a pathway is judged by those of the day it ended, so that what a
service sets later does not rewrite the past; an open one by those of the day it is looked at.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clinical.instrument import Measure
from clinical.measures import WSAS_CODE
from clinical.policy.rules_of_measures import RULES
from clinical.thresholds import measures_under
from policy.current import ever_changed, policy_of

_RULES = frozenset(rule.name for rule in RULES)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Measures, and the first day of each version of them."""

    since: tuple[date, ...]
    versions: tuple[Mapping[str, Measure], ...]

    def on(self, day: date) -> Mapping[str, Measure]:
        """As they are read on this day."""
        return self.versions[bisect_right(self.since, day) - 1]

    @property
    def parameters(self) -> dict[str, object]:
        """For the statement: a row for each measure and version. Numbers as text, so that none
        becomes a binary fraction.
        """
        until = [*(day - timedelta(days=1) for day in self.since[1:]), date.max]
        rows = [
            (since, last, measure)
            for since, last, version in zip(self.since, until, self.versions, strict=True)
            for measure in version.values()
        ]
        some = [measure for _, _, measure in rows]
        wsas = self.versions[0][WSAS_CODE]
        return {
            "since": [since for since, _, _ in rows],
            "last": [last for _, last, _ in rows],
            "codes": [one.code for one in some],
            "versions": [one.version for one in some],
            "lowests": [str(one.total_lowest) for one in some],
            "highests": [str(one.total_highest) for one in some],
            "thresholds": [_number(one.caseness) for one in some],
            "above": [one.case_is_above for one in some],
            "changes": [_number(one.reliable_change) for one in some],
            "wsas_lowest": wsas.item_lowest,
            "wsas_highest": wsas.item_highest,
        }


def definitions() -> Definitions:
    """Every version there has been and will be. One query."""
    changes = [one["row"] for one in ever_changed()]
    days = {date.fromisoformat(one["since"]) for one in changes if one["rule"] in _RULES}
    since = (date.min, *sorted(days))
    return Definitions(
        since=since,
        versions=tuple(measures_under(policy_of(changes, on=day)) for day in since),
    )


def _number(number: object) -> str | None:
    return None if number is None else str(number)
