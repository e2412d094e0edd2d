"""One course of treatment: which of its scores are the first and the last, what it came to, and
whether somebody improved reliably of late.
"""

from collections.abc import Mapping, Sequence

from clinical.change import Outcome, Pair, outcome
from clinical.instruments import GAD7_CODE, MEASURES, PHQ9_CODE
from clinical.measures import Measure, Total, anxiety_measure_for
from clinical.problems import Problem

# Fewer attended treatment contacts than this are no finished course (national metric M076).
FINISHED_AFTER = 2

# Of one referral: the totals of each measure in order, first to latest, follow-ups left out.
Totals = Mapping[str, Sequence[Total]]


def course_outcome(
    *, problem: Problem, totals: Totals, measures: Mapping[str, Measure] = MEASURES
) -> Outcome:
    """What these scores come to by the national rules (clinical reference 2.1), read by these
    definitions: those of `clinical.thresholds` where the service has set its own.
    """
    measure = anxiety_measure_used(problem=problem, totals=totals, measures=measures)
    return outcome(
        phq9=_pair(totals.get(PHQ9_CODE, ())),
        anxiety=_pair(totals.get(measure.code, ())),
        anxiety_measure=measure,
    )


def anxiety_measure_used(
    *, problem: Problem, totals: Totals, measures: Mapping[str, Measure] = MEASURES
) -> Measure:
    """What is paired with PHQ-9: the measure of the problem, where it was scored twice and has
    a reliable change; otherwise GAD-7.
    """
    code = anxiety_measure_for(problem)
    is_paired = len(totals.get(code, ())) > 1
    changes = measures[code].reliable_change is not None
    return measures[code] if is_paired and changes else measures[GAD7_CODE]


def has_improved_since(
    *, problem: Problem, before: Totals, now: Totals, measures: Mapping[str, Measure] = MEASURES
) -> bool:
    """Reliably improved by the scores as they stand, and not yet by those of `before`."""
    was, is_now = (
        course_outcome(problem=problem, totals=totals, measures=measures).reliably_improved
        for totals in (before, now)
    )
    return is_now and not was


def _pair(totals: Sequence[Total]) -> Pair:
    """One score is a first one without a last."""
    return Pair(
        first=totals[0] if totals else None,
        last=totals[-1] if len(totals) > 1 else None,
    )
