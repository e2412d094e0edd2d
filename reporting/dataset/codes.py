"""The national codes of what is stored here as words: each mapped once, and nowhere else."""

from collections.abc import Mapping
from types import MappingProxyType

from clinical.therapies import Therapy

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
