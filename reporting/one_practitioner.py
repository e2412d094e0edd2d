"""Teams whose outcomes are one practitioner's: outcomes by person belong in supervision alone.

A team's outcomes in a period are one person's when one PWP carried, when they ended, all but fewer
than 5 of the courses the team finished in it: whoever knows the few takes them off. Courses that
nobody carried are among the others; a team without a finished course is nobody's.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

from django.db.models import Count

from reporting.figures import Chosen
from reporting.metrics import effect_sizes, ethnic_groups, outcomes, work_and_social
from reporting.metrics.measure import Measure
from reporting.models import Pathway
from reporting.period import Period
from reporting.suppression import SMALLEST_SHOWN

Key = TypeVar("Key", bound=Hashable)
DIMENSION = "team"
TOO_FEW = "Too few practitioners to show apart"
RULE = (
    "A team has no outcome of its own where one PWP carried all but fewer than 5 of its finished "
    "courses: outcomes by person belong in supervision."
)
_MODULES = (outcomes, effect_sizes, ethnic_groups, work_and_social)
_HOW_THEY_BEGAN = {"at-caseness", "not-at-caseness"}


def is_outcome(measure: Measure) -> bool:
    """What finished courses came to, however it is counted."""
    found = {one.slug for module in _MODULES for one in module.MEASURES}
    return measure.slug in found - _HOW_THEY_BEGAN


def teams(period: Period) -> frozenset[str]:
    """Those teams, by id as a group of the dimension is named. One query."""
    rows = (
        Pathway.objects.filter(is_completed=True, ended_on__range=(period.start, period.end))
        .values_list("team_id", "referral__carried_by_id")
        .annotate(courses=Count("pk"))
        .order_by()
    )
    by_team: Mapping[int, dict[int | None, int]] = defaultdict(dict)
    for team, pwp, courses in rows:
        by_team[team][pwp] = courses
    return frozenset(str(team) for team, courses in by_team.items() if _is_of_one(courses))


def apart(measure: Measure, dimension: str, period: Period) -> frozenset[str]:
    """Groups that have no outcome of their own; no query for another dimension or measure."""
    return teams(period) if dimension == DIMENSION and is_outcome(measure) else frozenset()


def alone(chosen: Chosen, periods: Sequence[Period]) -> frozenset[Period]:
    """Those of these times in which the teams that are chosen have no outcome of their own; none
    where no team is chosen. One query where one is.
    """
    if chosen.team_ids is None or not periods:
        return frozenset()
    first, last = min(one.start for one in periods), max(one.end for one in periods)
    rows = list(
        Pathway.objects.filter(
            is_completed=True, ended_on__range=(first, last), team__in=sorted(chosen.team_ids)
        )
        .values_list("ended_on", "referral__carried_by_id")
        .annotate(courses=Count("pk"))
        .order_by()
    )
    found = set()
    for period in periods:
        courses: dict[int | None, int] = defaultdict(int)
        for on, pwp, many in rows:
            if on is not None and period.start <= on <= period.end:
                courses[pwp] += many
        if _is_of_one(courses):
            found.add(period)
    return frozenset(found)


def in_company(alone: Collection[Key], courses: Mapping[Key, int]) -> frozenset[Key]:
    """Those and, where it is one, the smallest other: of one alone the rest would tell."""
    found = frozenset(alone) & courses.keys()
    others = [one for one, many in courses.items() if many and one not in found]
    if len(found) != 1 or not others:
        return found
    return found | {min(others, key=lambda one: (courses[one], str(one)))}


def _is_of_one(courses: Mapping[int | None, int]) -> bool:
    """Whether what is not the one who carried the most is few."""
    most = max((many for pwp, many in courses.items() if pwp is not None), default=0)
    return most > 0 and sum(courses.values()) - most < SMALLEST_SHOWN
