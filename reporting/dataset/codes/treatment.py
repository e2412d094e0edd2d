"""The national codes of treatment: therapies, problems, long-term conditions, questionnaires."""

from collections.abc import Mapping
from types import MappingProxyType

from clinical.problems import Problem
from clinical.therapies import Therapy
from reporting.dataset import lists
from reporting.dataset.codes.mapping import Codes
from reporting.dataset.tools import TOOLS
from reporting.dataset.values import ICD10, SNOMED, cleaned_icd10

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
        # A mental disorder not further named
        Problem.OTHER: (ICD10, "F99X"),
    }
)
# Other beginnings of ICD-10, and the concepts that systems send for the same.
_OTHER_BEGINNINGS = {
    "F40": Problem.OTHER_ANXIETY,
    "F41": Problem.OTHER_ANXIETY,
    "F43": Problem.OTHER_ANXIETY,
}
_CONCEPTS = {
    "35489007": Problem.DEPRESSION,
    "21897009": Problem.GENERALISED_ANXIETY,
    "231504006": Problem.MIXED_ANXIETY_DEPRESSION,
    "70691001": Problem.AGORAPHOBIA,
    "61569007": Problem.AGORAPHOBIA,
    "25501002": Problem.SOCIAL_ANXIETY,
    "371631005": Problem.PANIC_DISORDER,
    "191736004": Problem.OCD,
    "47505003": Problem.PTSD,
    "18193002": Problem.HEALTH_ANXIETY,
    "52702003": Problem.CHRONIC_FATIGUE,
    "10743008": Problem.IRRITABLE_BOWEL,
}
# By which beginnings of a code a problem is known, the longer before the shorter.
_BEGINNINGS = (
    _OTHER_BEGINNINGS
    | {code.removesuffix("X"): problem for problem, (_, code) in PROBLEMS.items()}
    | _CONCEPTS
)


def problem_of(code: str) -> Problem | None:
    """The problem that a code names, `F32.1` as well as `F32X`: another where its code is of none
    that is stored here; None for no code.
    """
    said = cleaned_icd10(code)
    if not said:
        return None
    if said.isdigit():
        return _BEGINNINGS.get(said, Problem.OTHER)
    return next(
        (_BEGINNINGS[said[:n]] for n in range(len(said), 2, -1) if said[:n] in _BEGINNINGS),
        Problem.OTHER,
    )


def problem_lost(code: str) -> str:
    """Which detail of the code the problem does not keep."""
    said, problem = cleaned_icd10(code), problem_of(code)
    if problem is None or said == PROBLEMS[problem][1] or _CONCEPTS.get(said):
        return ""
    return "which problem it was" if problem is Problem.OTHER else "the finer code of the problem"


def problem_code(stored: str) -> tuple[str, str] | None:
    """The scheme and the code of a stored problem (`PANIC_DISORDER`); None where none is."""
    return PROBLEMS.get(Problem[stored]) if stored else None


NO_CONDITION = "748031000000103"
CONDITION = Codes(
    lists.CONDITION,
    {
        "ASTHMA": "195967001",
        "COPD": "13645005",
        "DIABETES": "73211009",
        "CHRONIC_PAIN": "373673007",
        "DIGESTIVE": "53619000",
        "MUSCULOSKELETAL": "928000",
        "RESPIRATORY": "50043002",
        "SKIN": "95320005",
        "EPILEPSY": "84757009",
        "HEART": "56265001",
        "CANCER": "363346000",
    },
    also={NO_CONDITION: ("", "")},
)
# In ICD-10, the longer before the shorter; what is not among them is a condition without a name.
_CONDITIONS = {
    "J45": "ASTHMA",
    "J46": "ASTHMA",
    "J41": "COPD",
    "J42": "COPD",
    "J43": "COPD",
    "J44": "COPD",
    **dict.fromkeys(("E10", "E11", "E12", "E13", "E14"), "DIABETES"),
    "R521": "CHRONIC_PAIN",
    "R522": "CHRONIC_PAIN",
    "G40": "EPILEPSY",
    "G41": "EPILEPSY",
    **dict.fromkeys((f"I{number:02d}" for number in range(5, 10)), "HEART"),
    **dict.fromkeys((f"I{number}" for number in range(20, 53)), "HEART"),
    "C": "CANCER",
    "J": "RESPIRATORY",
    "K": "DIGESTIVE",
    "L": "SKIN",
    "M": "MUSCULOSKELETAL",
}


def condition_of(code: str) -> str:
    """The long-term condition that a code names; empty for one without a name here, and for none
    (`says_no_condition`).
    """
    said = cleaned_icd10(code)
    if said.isdigit():
        return CONDITION.of_code(said)
    return next(
        (_CONDITIONS[said[:n]] for n in range(len(said), 0, -1) if said[:n] in _CONDITIONS), ""
    )


def says_no_condition(code: str) -> bool:
    """The row says that somebody has no long-term condition."""
    return code.strip() == NO_CONDITION


# Of each questionnaire its tool, or its five of WSAS in the order of the items. The tools of
# experience and of work belong to no questionnaire of this list.
TOOLS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        measure: tuple(tool.code for tool in TOOLS.values() if tool.measure == measure)
        for measure in {tool.measure: "" for tool in TOOLS.values() if tool.measure}
    }
)
# No code is public for these (dataset.md 7.1): they stay here and are never sent.
NOT_SENT = frozenset({"PHOBIA", "CFQ", "IESR"})
