"""Every measure there is, by its slug, and the eight of the lead's page."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from clinical.errors import Refused
from reporting.metrics import (
    appointments,
    entering_treatment,
    outcomes,
    second_sessions,
    waits_of_finished,
)
from reporting.metrics.measure import Measure

_MODULES = (
    entering_treatment,
    waits_of_finished,
    second_sessions,
    outcomes,
    appointments,
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
