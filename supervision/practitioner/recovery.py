"""Somebody's recovery beside the service's own, for the two people of a pair: never in a list."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from caseload.models import CaseSummary
from clinical import case_mix, wording
from clinical.case_mix import LEAST, Compared, Finished, Interval, Usual
from clinical.course import FINISHED_AFTER, course_outcome
from clinical.instruments import GAD7_CODE, PHQ9_CODE
from clinical.measures import Total
from clinical.thresholds import PRORATED_IN_PAIRS, SetHere, measures_with
from outcomes.models import MeasureScore
from policy.definitions import definitions
from supervision.practitioner.improved import (
    NOT_FILLED_IN,
    OF_THE_COURSE,
    STANDS,
    problem_called,
)

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """What the two of them read, in words; `too_few` instead of figures where there are too few."""

    since: str
    counted: str
    recovered: str
    interval: str
    expected: str
    reading: str
    too_few: str


def read(pwp_id: int, *, on: date) -> RecoveryPage:
    """The last twelve months up to this day. Three queries, whatever the size of the service."""
    since = on - _A_YEAR
    own, service = _courses(since=since, on=on, pwp_id=pwp_id)
    return _page(case_mix.compare(own, Usual(service)), since=since, on=on)


def _courses(*, since: date, on: date, pwp_id: int) -> tuple[list[Finished], list[Finished]]:
    """This person's finished courses that count for recovery, and the whole service's."""
    finished = CaseSummary.objects.filter(
        ended_on__gt=since, ended_on__lte=on, treatment_contacts__gte=FINISHED_AFTER
    )
    totals, defined = _totals(finished), definitions()
    own, service = [], []
    for referral_id, carried_by, problem, ended_on in finished.values_list(
        "pk", "pwp_id", "problem", "ended_on"
    ):
        set_here = defined.set_on(ended_on or on)
        takes_filled_in = PRORATED_IN_PAIRS in dict(set_here)
        course = _course(problem, totals[takes_filled_in, referral_id], set_here)
        if course is None:
            continue
        service.append(course)
        if carried_by == pwp_id:
            own.append(course)
    return own, service


def _totals(
    finished: QuerySet[CaseSummary],
) -> Mapping[tuple[bool, int], Mapping[str, list[Total]]]:
    """Of each course twice: without and with totals that were filled in."""
    rows = (
        MeasureScore.objects.filter(STANDS, OF_THE_COURSE, referral__in=finished.values("pk"))
        .values("referral_id", "measure")
        .annotate(
            totals=ArrayAgg("total", filter=NOT_FILLED_IN, order_by=("taken_at", "pk")),
            every=ArrayAgg("total", order_by=("taken_at", "pk")),
            means=ArrayAgg("mean", filter=Q(mean__isnull=False), order_by=("taken_at", "pk")),
        )
        .values_list("referral_id", "measure", "totals", "every", "means")
    )
    found: dict[tuple[bool, int], dict[str, list[Total]]] = defaultdict(dict)
    for referral_id, measure, totals, every, means in rows.iterator():
        for takes_filled_in, some in ((False, totals), (True, every)):
            if counted := means or some:
                found[takes_filled_in, referral_id][measure] = counted
    return found


def _course(problem: str, totals: Mapping[str, list[Total]], set_here: SetHere) -> Finished | None:
    ends = ((code, of[0], of[-1] if len(of) > 1 else None) for code, of in totals.items())
    return _finished(problem, tuple(sorted(ends)), set_here)


@lru_cache(maxsize=65_536)
def _finished(
    problem: str, ends: tuple[tuple[str, Total, Total | None], ...], set_here: SetHere
) -> Finished | None:
    """What first and last scores come to, worked out once: a service has many alike. None for
    somebody known to begin below both thresholds: nobody can recover from there.
    """
    totals = {code: [one for one in of if one is not None] for code, *of in ends}
    measures = measures_with(set_here)
    outcome = course_outcome(problem=problem_called(problem), totals=totals, measures=measures)
    if outcome.at_caseness is False:
        return None
    mix = case_mix.mix(
        problem=problem, phq9=_first(totals, PHQ9_CODE), gad7=_first(totals, GAD7_CODE)
    )
    return Finished(mix, outcome.recovered)


def _first(totals: Mapping[str, list[Total]], measure: str) -> int | None:
    return next(map(int, totals.get(measure, ())), None)


def _page(found: Compared, *, since: date, on: date) -> RecoveryPage:
    words = dict(_words(found))
    return RecoveryPage(
        since=wording.sentence_date(since + timedelta(days=1), on),
        counted=f"{wording.count(found.people, 'finished course')} of treatment that "
        f"{'counts' if found.people == 1 else 'count'} for recovery.",
        recovered=words.get("recovered", ""),
        interval=words.get("interval", ""),
        expected=words.get("expected", ""),
        reading=words.get("reading", ""),
        too_few=words.get("too_few", ""),
    )


def _words(found: Compared) -> Iterator[tuple[str, str]]:
    if found.interval is None:
        yield "too_few", f"Fewer than {LEAST} people: a percentage would mislead, so there is none."
        return
    yield "recovered", _of(found.recovered, found.people, decimals=0)
    yield "interval", f"{_percent(found.interval.low)} to {_percent(found.interval.high)}"
    if found.expected is None:
        yield "reading", f"The service has finished fewer than {LEAST} courses to compare with."
        return
    yield "expected", _of(found.expected, found.people, decimals=1)
    yield "reading", _reading(found.interval, found.expected / found.people)


def _reading(interval: Interval, share: float) -> str:
    if interval.holds(share):
        return (
            "What is expected lies within the interval: the difference is no more than chance "
            "brings about."
        )
    return (
        "What is expected lies outside the interval. That is a question for the two of you, not "
        "an answer: one interval in twenty misses by chance alone."
    )


def _of(number: float, people: int, *, decimals: int) -> str:
    return f"{number:.{decimals}f} of {people}, {_percent(number / people)}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
