"""The national codes of what is stored here as words: each mapped once, and nowhere else."""

from collections.abc import Mapping
from types import MappingProxyType

from clinical.problems import Problem
from clinical.therapies import Therapy
from reporting.dataset.values import ICD10, SNOMED

# SNOMED CT (dataset.md 7.2, after NHS England metadata M090 to M111 and M346)
THERAPIES: Mapping[Therapy, str] = MappingProxyType(
    {
        Therapy.GUIDED_SELF_HELP_BOOK: "748051000000105",
        Therapy.NON_GUIDED_SELF_HELP_BOOK: "748101000000105",
        Therapy.GUIDED_SELF_HELP_COMPUTER: "748041000000107",
        Therapy.NON_GUIDED_SELF_HELP_COMPUTER: "748091000000102",
        Therapy.PHYSICAL_ACTIVITY: "748061000000108",
        Therapy.PSYCHOEDUCATION: "702545008",
        Therapy.COMMUNITY_SIGNPOSTING: "975131000000104",
        Therapy.OTHER_LOW_INTENSITY: "1026111000000108",
        Therapy.CBT: "304891004",
        Therapy.COUNSELLING_FOR_DEPRESSION: "286711000000107",
        Therapy.COUPLE_THERAPY: "1129471000000105",
        Therapy.INTERPERSONAL_PSYCHOTHERAPY: "443730003",
        Therapy.BRIEF_PSYCHODYNAMIC: "314034001",
        Therapy.EMDR: "449030000",
        Therapy.MINDFULNESS: "933221000000107",
        Therapy.APPLIED_RELAXATION: "1127281000000100",
        Therapy.COLLABORATIVE_CARE: "842901000000108",
        Therapy.OTHER_HIGH_INTENSITY: "1026131000000100",
        Therapy.EMPLOYMENT_SUPPORT: "1098051000000103",
    }
)
# What other systems send for the same.
_ALSO = {"228557008": Therapy.CBT, "429048003": Therapy.BRIEF_PSYCHODYNAMIC}
THERAPY_OF: Mapping[str, Therapy] = MappingProxyType(
    {code: therapy for therapy, code in THERAPIES.items()} | _ALSO
)

# ICD-10 without its dot, three characters padded to four (dataset.md 7.3 and 5), or SNOMED CT
PROBLEMS: Mapping[Problem, tuple[str, str]] = MappingProxyType(
    {
        Problem.DEPRESSION: (ICD10, "F32X"),
        Problem.RECURRENT_DEPRESSION: (ICD10, "F33X"),
        Problem.GENERALISED_ANXIETY: (ICD10, "F411"),
        Problem.MIXED_ANXIETY_DEPRESSION: (ICD10, "F412"),
        Problem.AGORAPHOBIA: (ICD10, "F400"),
        Problem.SOCIAL_ANXIETY: (ICD10, "F401"),
        Problem.SPECIFIC_PHOBIA: (ICD10, "F402"),
        Problem.PANIC_DISORDER: (ICD10, "F410"),
        Problem.OCD: (ICD10, "F42X"),
        Problem.PTSD: (ICD10, "F431"),
        Problem.HEALTH_ANXIETY: (ICD10, "F452"),
        Problem.BDD: (SNOMED, "83482000"),
        Problem.CHRONIC_FATIGUE: (ICD10, "G933"),
        Problem.IRRITABLE_BOWEL: (ICD10, "K58X"),
        Problem.UNEXPLAINED_SYMPTOMS: (SNOMED, "723916001"),
        Problem.OTHER_ANXIETY: (ICD10, "F419"),
    }
)
# By which beginnings of a code a problem is known, the longer before the shorter.
_BEGINNINGS = {
    code.removesuffix("X"): problem for problem, (_, code) in PROBLEMS.items() if code != "F419"
}


def problem_of(code: str) -> Problem | None:
    """The problem that a cleaned code names, `F321` as well as `F32X`; None for any other."""
    return next(
        (_BEGINNINGS[code[:n]] for n in range(len(code), 2, -1) if code[:n] in _BEGINNINGS), None
    )
