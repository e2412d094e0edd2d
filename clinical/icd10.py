"""What a problem descriptor is called in ICD-10, as a clinician reads it beside the name. What is
stored is the word; the national return has its own codes.

Source: clinical reference 1.7, after Clark 2018, Table 2, and NHS England metadata M198 and M204.
"""

from types import MappingProxyType

from clinical.measures import MEASURES, PHQ9, anxiety_measure_for
from clinical.problems import Problem

_WRITTEN = MappingProxyType(
    {
        Problem.DEPRESSION: "F32",
        Problem.RECURRENT_DEPRESSION: "F33",
        Problem.AGORAPHOBIA: "F40.0",
        Problem.SOCIAL_ANXIETY: "F40.1",
        Problem.SPECIFIC_PHOBIA: "F40.2",
        Problem.PANIC_DISORDER: "F41.0",
        Problem.GENERALISED_ANXIETY: "F41.1",
        Problem.MIXED_ANXIETY_DEPRESSION: "F41.2",
        Problem.OCD: "F42",
        Problem.PTSD: "F43.1",
        Problem.HEALTH_ANXIETY: "F45.2",
        Problem.CHRONIC_FATIGUE: "G93.3",
        Problem.IRRITABLE_BOWEL: "K58",
    }
)


def named(problem: Problem) -> str:
    """`Generalised anxiety disorder (ICD-10 F41.1): PHQ-9 and GAD-7`, for a list to choose from."""
    code = _WRITTEN.get(problem)
    name = f"{problem.label} (ICD-10 {code})" if code else problem.label
    return f"{name}: {PHQ9.name} and {MEASURES[anxiety_measure_for(problem)].name}"
