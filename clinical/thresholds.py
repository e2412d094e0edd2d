"""The measures as a service reads them: definitions with the thresholds it has set itself.

A threshold that a source confirmed is never replaced. Everything that judges a total takes the
measure from here, under the rules of the day that the judgement is about.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from clinical.instrument import Measure, Total
from clinical.instruments import MEASURES
from clinical.policy import Policy
from clinical.policy.rules_of_measures import NOT_KNOWN, change_rule, threshold_rule

# What a service has set, by the names of its rules.
SetHere = tuple[tuple[str, Total], ...]
# The rule that lets totals which were filled in into outcome pairs; 1 where it does.
PRORATED_IN_PAIRS = "prorated_in_pairs"


def set_here(policy: Policy) -> SetHere:
    """What of these rules changes how measures are read."""
    if not policy.prorated_in_pairs:
        return policy.thresholds
    return (*policy.thresholds, (PRORATED_IN_PAIRS, 1))


def measures_under(policy: Policy) -> Mapping[str, Measure]:
    """Every measure by its code, under these rules."""
    return measures_with(set_here(policy))


@lru_cache(maxsize=64)
def measures_with(chosen_here: SetHere) -> Mapping[str, Measure]:
    """Every measure by its code, with these thresholds."""
    chosen = dict(chosen_here)
    return MappingProxyType(
        {code: _under(measure, chosen) for code, measure in MEASURES.items()}
        if chosen
        else MEASURES
    )


def _under(measure: Measure, chosen: Mapping[str, Total]) -> Measure:
    if chosen.get(PRORATED_IN_PAIRS) == 1 and measure.prorates_up_to:
        measure = replace(measure, counts_prorated=True)
    if measure.verified:
        return measure
    return measure.with_thresholds(
        caseness=chosen.get(threshold_rule(measure), measure.caseness),
        reliable_change=_change(chosen.get(change_rule(measure)), measure),
    )


def _change(chosen: Total | None, measure: Measure) -> Total | None:
    if chosen is None:
        return measure.reliable_change
    return None if chosen == NOT_KNOWN else chosen
