"""Which thresholds held when: a course is judged by those of the day it ended, so that what a
service sets later does not rewrite the past; an open one by those of the day it is looked at.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clinical.instrument import Measure
from clinical.policy.rules_of_measures import RULES
from clinical.thresholds import PRORATED_IN_PAIRS, SetHere, measures_with, set_here
from policy.current import ever_changed, policy_of

_RULES = frozenset(rule.name for rule in RULES) | {PRORATED_IN_PAIRS}


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the service had set of its measures, and the first day of each version of that."""

    since: tuple[date, ...]
    set_here: tuple[SetHere, ...]

    def set_on(self, day: date) -> SetHere:
        """What held on this day."""
        return self.set_here[bisect_right(self.since, day) - 1]

    def on(self, day: date) -> Mapping[str, Measure]:
        """Measures as they are read on this day."""
        return measures_with(self.set_on(day))


def definitions() -> Definitions:
    """Every version there has been and will be. One query."""
    changes = [one["row"] for one in ever_changed()]
    days = {date.fromisoformat(one["since"]) for one in changes if one["rule"] in _RULES}
    since = (date.min, *sorted(days))
    return Definitions(
        since=since,
        set_here=tuple(set_here(policy_of(changes, on=day)) for day in since),
    )
