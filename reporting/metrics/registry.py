"""Every measure there is, by its slug, and the eight of the lead's page."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from clinical.errors import Refused
from reporting.metrics import (
    appointments,
    assessments,
    completeness,
    durations,
    effect_sizes,
    end_codes,
    endings,
    entering_treatment,
    ethnic_groups,
    follow_ups,
    long_term_conditions,
    mechanisms,
    outcomes,
    paired_scores,
    qualifications,
    recorded,
    referrals_received,
    second_sessions,
    sessions,
    sick_pay,
    stages,
    therapies,
    waiting_for_treatment,
    waits_of_finished,
    without_session,
    work_and_social,
)
from reporting.metrics.measure import Measure

# In the order of the reference.
_MODULES = (
    referrals_received,
    assessments,
    entering_treatment,
    waits_of_finished,
    waiting_for_treatment,
    second_sessions,
    stages,
    without_session,
    endings,
    end_codes,
    outcomes,
    ethnic_groups,
    sick_pay,
    effect_sizes,
    work_and_social,
    appointments,
    therapies,
    mechanisms,
    qualifications,
    long_term_conditions,
    sessions,
    durations,
    follow_ups,
    paired_scores,
    recorded,
    completeness,
)

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {measure.slug: measure for module in _MODULES for measure in module.MEASURES}
)

TILES = (
    "entering-treatment",
    "six-weeks",
    "eighteen-weeks",
    "recovery",
    "reliable-improvement",
    "reliable-recovery",
    "did-not-attend",
    "over-90-days",
)


def measure_called(slug: str) -> Measure:
    """The measure of this slug. Raises Refused where there is none."""
    if slug not in MEASURES:
        raise Refused(f"There is no measure called “{slug}”.", field="measure")
    return MEASURES[slug]


def measures_called(slugs: Iterable[str]) -> tuple[Measure, ...]:
    """The measures of these slugs, each once. Raises Refused for an unknown one."""
    return tuple(measure_called(slug) for slug in dict.fromkeys(slugs))
