"""The measure that somebody's problem calls for, beside PHQ-9 and GAD-7: its total at each session.

About three in four people have it twice (England 2025-26: 74.5 % of those it is asked of). Drawn
apart from everything else, so that who has one changes nothing about anybody.
"""

from decimal import Decimal
from random import Random

from clinical.measures import GAD7_CODE, MEASURES, Measure, Total, anxiety_measure_for
from clinical.problems import Problem
from pwpservice.practice.scores import GAD7_HIGHEST, PHQ9_HIGHEST, Pair

_EVER, _EACH_TIME = 0.78, 0.93
# How far up its range a measure stands for somebody half way up PHQ-9 and GAD-7.
_STANDS = {
    "SPIN": 0.50, "PDSS": 0.42, "OCI": 0.36, "PCL5": 0.52, "HAI": 0.46, "MI_ALONE": 0.43,
    "BIQ": 0.58, "CFQ": 0.60, "IBS": 0.45, "PHQ15": 0.40,
}  # fmt: skip


class OwnMeasure:
    """One person's way with the measure of their problem; asked of those who have one."""

    def __init__(self, problem: Problem | None) -> None:
        code = anxiety_measure_for(problem) if problem else GAD7_CODE
        self._measure = None if code == GAD7_CODE else MEASURES[code]
        self._rng: Random | None = None
        self._is_used = True
        self._leaning = 0.0

    def score(self, pair: Pair, *, at: int) -> tuple[Measure, Total] | None:
        """The total of one session, which began at this second; None where it was not done."""
        if self._measure is None or not self._is_used:
            return None
        rng = self._rng
        if rng is None:
            rng = self._rng = Random(at * 1000 + pair.phq9 * 30 + pair.gad7)  # noqa: S311 - invented
            self._is_used = rng.random() < _EVER
            self._leaning = rng.gauss(0, 0.09)
        if not self._is_used or rng.random() > _EACH_TIME:
            return None
        burden = 0.75 * pair.gad7 / GAD7_HIGHEST + 0.25 * pair.phq9 / PHQ9_HIGHEST
        share = 2 * _STANDS[self._measure.code] * burden + self._leaning + rng.gauss(0, 0.03)
        return self._measure, _total(self._measure, min(max(share, 0.0), 1.0))


def _total(measure: Measure, share: float) -> Total:
    spread = measure.total_highest - measure.total_lowest
    at = measure.total_lowest + spread * share
    return round(Decimal(at), measure.decimals) if measure.decimals else round(at)
