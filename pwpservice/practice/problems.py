"""Which problems people come with and how they are treated (guided-book mix of clinical.md 7.8)."""

from random import Random

from caseload.models import Intervention
from clinical.problems import Problem
from pwpservice.practice.draws import drawn

_I = Intervention
_P = Problem

# Per thousand of those treated; None: no descriptor recorded.
TREATED_MIX: tuple[tuple[Problem | None, int], ...] = (
    (_P.DEPRESSION, 340),
    (_P.RECURRENT_DEPRESSION, 85),
    (_P.GENERALISED_ANXIETY, 344),
    (_P.OTHER_ANXIETY, 38),
    (_P.PANIC_DISORDER, 30),
    (_P.MIXED_ANXIETY_DEPRESSION, 24),
    (_P.OCD, 17),
    (_P.SOCIAL_ANXIETY, 15),
    (_P.PTSD, 15),
    (_P.HEALTH_ANXIETY, 14),
    (_P.SPECIFIC_PHOBIA, 12),
    (_P.AGORAPHOBIA, 6),
    (None, 60),
)
_TREATMENTS: dict[Problem, tuple[tuple[Intervention, int], ...]] = {
    _P.DEPRESSION: (
        (_I.BEHAVIOURAL_ACTIVATION, 62),
        (_I.COGNITIVE_RESTRUCTURING, 23),
        (_I.PROBLEM_SOLVING, 15),
    ),
    _P.GENERALISED_ANXIETY: (
        (_I.WORRY_MANAGEMENT, 72),
        (_I.PROBLEM_SOLVING, 14),
        (_I.COGNITIVE_RESTRUCTURING, 14),
    ),
    _P.MIXED_ANXIETY_DEPRESSION: (
        (_I.BEHAVIOURAL_ACTIVATION, 55),
        (_I.WORRY_MANAGEMENT, 45),
    ),
    _P.PANIC_DISORDER: ((_I.PANIC_MANAGEMENT, 1),),
    _P.AGORAPHOBIA: ((_I.GRADED_EXPOSURE, 1),),
    _P.SPECIFIC_PHOBIA: ((_I.GRADED_EXPOSURE, 1),),
    _P.SOCIAL_ANXIETY: ((_I.GRADED_EXPOSURE, 60), (_I.COGNITIVE_RESTRUCTURING, 40)),
    _P.OCD: ((_I.EXPOSURE_RESPONSE_PREVENTION, 1),),
    _P.PTSD: ((_I.SLEEP, 70), (_I.BEHAVIOURAL_ACTIVATION, 30)),
    _P.HEALTH_ANXIETY: ((_I.WORRY_MANAGEMENT, 60), (_I.COGNITIVE_RESTRUCTURING, 40)),
    _P.OTHER_ANXIETY: (
        (_I.WORRY_MANAGEMENT, 50),
        (_I.PROBLEM_SOLVING, 30),
        (_I.SLEEP, 20),
    ),
}
_TREATMENTS[_P.RECURRENT_DEPRESSION] = _TREATMENTS[_P.DEPRESSION]


def draw_problem(rng: Random) -> Problem | None:
    """The problem of somebody who is treated."""
    return drawn(rng, TREATED_MIX)


def draw_known_problem(rng: Random) -> Problem:
    """The same, of somebody whose descriptor has been recorded."""
    while (problem := draw_problem(rng)) is None:
        pass
    return problem


def draw_treatment(rng: Random, problem: Problem | None) -> Intervention:
    """The main intervention for this problem."""
    options = _TREATMENTS.get(problem or _P.OTHER_ANXIETY, _TREATMENTS[_P.OTHER_ANXIETY])
    return drawn(rng, options)
