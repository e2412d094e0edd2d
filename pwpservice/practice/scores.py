"""Scores of invented people, drawn from the calibrated mixture of clinical.md 7.10.

First scores by problem, a class of response shared by both measures, a path from first to last, and
item answers that add up to the total.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from clinical.problems import Problem
from pwpservice.practice.records import Scores

PHQ9_HIGHEST, GAD7_HIGHEST = 27, 21
_ITEMS_BESIDES_NINE = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """PHQ-9 and GAD-7 of one moment."""

    phq9: int
    gad7: int


@dataclass(frozen=True, slots=True)
class _Group:
    """How a group of problems starts (difference from the mean of all), and how it responds."""

    phq9: float
    gad7: float
    full: float
    partial: float


_LOW = _Group(1.80, -0.25, 0.278, 0.290)
_WORRIED = _Group(-1.70, 0.45, 0.355, 0.298)
_FEARFUL = _Group(-1.40, 0.20, 0.300, 0.300)
_HARD = _Group(-0.30, 0.50, 0.130, 0.270)
_TRAUMA = _Group(3.00, 2.30, 0.060, 0.230)
_GROUPS: dict[Problem, _Group] = {
    Problem.DEPRESSION: _LOW,
    Problem.RECURRENT_DEPRESSION: _LOW,
    Problem.MIXED_ANXIETY_DEPRESSION: _Group(0.4, 0.2, 0.310, 0.300),
    Problem.GENERALISED_ANXIETY: _WORRIED,
    Problem.PANIC_DISORDER: _FEARFUL,
    Problem.AGORAPHOBIA: _HARD,
    Problem.SPECIFIC_PHOBIA: _FEARFUL,
    Problem.OCD: _HARD,
    Problem.SOCIAL_ANXIETY: _HARD,
    Problem.PTSD: _TRAUMA,
}
_OTHER = _Group(-0.9, -0.4, 0.320, 0.298)

_CORRELATION_FIRST, _CORRELATION_NOISE = 0.70, 0.37
_FIRST_PHQ9, _FIRST_GAD7 = (13.62, 5.85), (12.65, 5.46)
# Noise less what the effect of the PWP takes (6 to 7 % of the variance of outcome).
_NOISE_PHQ9, _NOISE_GAD7 = 3.45, 1.85
_PATH_NOISE_PHQ9, _PATH_NOISE_GAD7 = 2.0, 1.6


def first(rng: Random, problem: Problem | None) -> Pair:
    """The scores somebody comes with."""
    group = _group(problem)
    one, two = _correlated(rng, _CORRELATION_FIRST)
    return _pair(
        _FIRST_PHQ9[0] + group.phq9 + _FIRST_PHQ9[1] * one,
        _FIRST_GAD7[0] + group.gad7 + _FIRST_GAD7[1] * two,
    )


def last(rng: Random, start: Pair, problem: Problem | None, *, pwp_effect: float) -> Pair:
    """The scores somebody ends with: a full, a partial or no response, and noise."""
    group = _group(problem)
    drawn = rng.random()
    noise = _correlated(rng, _CORRELATION_NOISE)
    phq9_noise = noise[0] * _NOISE_PHQ9 + pwp_effect
    gad7_noise = noise[1] * _NOISE_GAD7 + pwp_effect * 0.55
    if drawn < group.full:
        share, weight, shift = 0.313, 0.661, 0.0
    elif drawn < group.full + group.partial:
        share, weight, shift = 0.555, 0.462, 0.0
    else:
        share, weight, shift = 1.0, 1.0, 1.50
    return _pair(
        share * start.phq9 + shift + weight * phq9_noise,
        share * start.gad7 + shift + weight * gad7_noise,
    )


def path(rng: Random, start: Pair, end: Pair, occasions: int) -> list[Pair]:
    """The scores at each of so many occasions; the first and the last are as given."""
    if occasions <= 1:
        return [start][:occasions]
    between = [
        _pair(
            start.phq9
            + (end.phq9 - start.phq9) * math.log(k) / math.log(occasions)
            + rng.gauss(0, _PATH_NOISE_PHQ9),
            start.gad7
            + (end.gad7 - start.gad7) * math.log(k) / math.log(occasions)
            + rng.gauss(0, _PATH_NOISE_GAD7),
        )
        for k in range(2, occasions)
    ]
    return [start, *between, end]


def was_asked_once(pairs: Sequence[Pair], *, one_in: int) -> bool:
    """One in so many was asked at the start and never again, and so has no last scores. Read off
    the scores and not drawn, so that it changes nothing about anybody else.
    """
    mark = 1
    for pair in pairs:
        mark = (mark * 1009 + pair.phq9 * 22 + pair.gad7) % 7919
    return mark % one_in == 0


class Answerer:
    """One person's way of answering: which items weigh more, and how item 9 is answered."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._phq9 = [rng.gauss(0, 0.7) for _ in range(_ITEMS_BESIDES_NINE)]
        for tiring in (2, 3):  # sleep and tiredness are endorsed first
            self._phq9[tiring] += 0.8
        self._gad7 = [rng.gauss(0, 0.7) for _ in range(7)]
        self._wsas = [rng.gauss(0, 1.0) for _ in range(5)]
        self._item_nine = rng.gauss(0, 1.7)

    def scores(self, pair: Pair, *, item_nine: int | None = None, wsas: bool = False) -> Scores:
        """Answers that add up to these totals; item 9 drawn unless it is given."""
        nine = self._item_nine_for(pair.phq9) if item_nine is None else item_nine
        nine = min(max(nine, pair.phq9 - 3 * _ITEMS_BESIDES_NINE), pair.phq9)
        others = self._spread(pair.phq9 - nine, self._phq9, highest=3)
        return Scores(
            phq9=(*others, nine),
            gad7=self._spread(pair.gad7, self._gad7, highest=3),
            wsas=self._wsas_for(pair) if wsas else None,
        )

    def _item_nine_for(self, total: int) -> int:
        """More often the higher the total; mostly "several days"."""
        leaning = 0.23 * (total - 13.5) - 1.15 + self._item_nine + self._rng.gauss(0, 0.5)
        if total == 0 or leaning < 0:
            return 0
        return 1 if leaning < 2.6 else 2 if leaning < 4.2 else 3

    def _wsas_for(self, pair: Pair) -> tuple[int, ...]:
        total = round(17.6 + 0.95 * (pair.phq9 - 13.5) + self._rng.gauss(0, 5.5))
        return self._spread(min(max(total, 0), 40), self._wsas, highest=8)

    def _spread(self, total: int, leanings: Sequence[float], *, highest: int) -> tuple[int, ...]:
        """Hand out the total point by point to the item that leans most, which then leans less."""
        keys = sorted(
            (level * 1.1 - leaning + self._rng.random(), item)
            for item, leaning in enumerate(leanings)
            for level in range(highest)
        )
        answers = [0] * len(leanings)
        for _, item in keys[:total]:
            answers[item] += 1
        return tuple(answers)


def _group(problem: Problem | None) -> _Group:
    return _GROUPS.get(problem, _OTHER) if problem else _OTHER


def _correlated(rng: Random, correlation: float) -> tuple[float, float]:
    one, other = rng.gauss(0, 1), rng.gauss(0, 1)
    return one, correlation * one + math.sqrt(1 - correlation**2) * other


def _pair(phq9: float, gad7: float) -> Pair:
    return Pair(
        min(max(round(phq9), 0), PHQ9_HIGHEST),
        min(max(round(gad7), 0), GAD7_HIGHEST),
    )
