"""What a team's outcomes would be if everybody did as is usual in the service for people with the
same problem, first scores and deprivation. By team, never by person (ruling 13).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType

from django.db import connection

from clinical.case_mix import Compared, Finished, Mix, Usual, compare, mix
from clinical.errors import Refused
from clinical.instruments import GAD7_CODE, PHQ9_CODE
from clinical.trajectory import BANDS
from reporting.figures import Chosen
from reporting.metrics.registry import measure_called
from reporting.period import Period
from reporting.statements import PERIODS, ROWS, narrowed, parameters
from staff.models import Team

# Of which measures the mix is taken into account.
COMPARED = ("recovery", "reliable-improvement", "reliable-recovery")
# A month has too few people of each mix to say what is usual: the year up to its end says it.
_USUAL_DAYS = 365


@dataclass(frozen=True, slots=True)
class TeamCompared:
    """One team beside the service: what happened, and what was to be expected."""

    team: str
    compared: Compared


def by_team(slug: str, *, period: Period, chosen: Chosen) -> list[TeamCompared]:
    """Each team that finished a course in the period, by name. Two queries, and one for the names.

    What is usual comes from the whole service, whatever is chosen. Raises Refused for a measure
    that is not compared in this way.
    """
    if slug not in COMPARED:
        raise Refused("The mix of people is taken into account for outcomes only.")
    before = period.end - timedelta(days=_USUAL_DAYS - 1)
    a_year = Period(min(period.start, before), period.end)
    everybody = _courses(slug, period=a_year, chosen=Chosen())
    usual = Usual(course for courses in everybody.values() for course in courses)
    names = dict(Team.objects.values_list("pk", "name"))
    found = _courses(slug, period=period, chosen=chosen)
    return sorted(
        (TeamCompared(names[team], compare(courses, usual)) for team, courses in found.items()),
        key=lambda one: one.team,
    )


def _courses(slug: str, *, period: Period, chosen: Chosen) -> Mapping[int, list[Finished]]:
    """By team, the finished courses that the measure divides by, those of one mix together."""
    measure = measure_called(slug)
    counted_in = measure.denominator or measure.numerator
    sql = (
        "SELECT p.team_id, p.problem, "  # noqa: S608 - conditions of ours
        "width_bucket(p.phq9_first, %(phq9)s::int[]), "
        "width_bucket(p.gad7_first, %(gad7)s::int[]), (p.deprivation_decile + 1) / 2, "
        f"count(*), count(*) FILTER (WHERE {measure.numerator.where}) "
        f"FROM {PERIODS} {ROWS[measure.placed]} "
        f"WHERE ({counted_in.where}){narrowed(chosen)} GROUP BY 1, 2, 3, 4, 5"
    )
    bands = {"phq9": _lowest_of(PHQ9_CODE), "gad7": _lowest_of(GAD7_CODE)}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters((period,), chosen) | bands)
        rows = cursor.fetchall()
    found: dict[int, list[Finished]] = defaultdict(list)
    for team, problem, phq9, gad7, fifth, people, reached in rows:
        found[team].append(Finished(_mix(problem, phq9, gad7, fifth), reached, people))
    return found


def _lowest_of(measure: str) -> list[int]:
    return [lowest for lowest, _ in BANDS[measure]]


@lru_cache(maxsize=4096)
def _mix(problem: str, phq9: int | None, gad7: int | None, fifth: int | None) -> Mix:
    """By the bucket of each first score: 0 is below the first band, None never scored."""
    return mix(
        problem=problem,
        phq9=_within(PHQ9_CODE, phq9),
        gad7=_within(GAD7_CODE, gad7),
        decile=None if fifth is None else 2 * fifth,
    )


def _within(measure: str, bucket: int | None) -> int | None:
    """Any total of the bucket stands for all of it."""
    return None if bucket is None else _ANY_TOTAL[measure][bucket]


_ANY_TOTAL: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {measure: (0, *(lowest for lowest, _ in bands)) for measure, bands in BANDS.items()}
)
