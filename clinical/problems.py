"""The problem descriptors a PWP can record: a word to store, a label, a short label for lists."""

from enum import StrEnum


class Problem(StrEnum):
    """What the treatment is for: a working description that guides measure and treatment.

    National codes live with the national return, never here.
    """

    DEPRESSION = "depression"
    RECURRENT_DEPRESSION = "recurrent_depression"
    GENERALISED_ANXIETY = "generalised_anxiety"
    MIXED_ANXIETY_DEPRESSION = "mixed_anxiety_depression"
    PANIC_DISORDER = "panic_disorder"
    AGORAPHOBIA = "agoraphobia"
    SOCIAL_ANXIETY = "social_anxiety"
    SPECIFIC_PHOBIA = "specific_phobia"
    OCD = "ocd"
    PTSD = "ptsd"
    HEALTH_ANXIETY = "health_anxiety"
    BDD = "bdd"
    CHRONIC_FATIGUE = "chronic_fatigue"
    IRRITABLE_BOWEL = "irritable_bowel"
    UNEXPLAINED_SYMPTOMS = "unexplained_symptoms"
    OTHER_ANXIETY = "other_anxiety"
    OTHER = "other"
    NOT_RECORDED = "not_recorded"

    @property
    def label(self) -> str:
        """The full name, for forms and the record."""
        return _NAMES[self][0]

    @property
    def short(self) -> str:
        """The name used in lists, where the column is narrow."""
        return _NAMES[self][1]

    @property
    def is_recorded(self) -> bool:
        """Somebody has chosen a descriptor."""
        return self is not Problem.NOT_RECORDED


_NAMES = {
    Problem.DEPRESSION: ("Depressive episode", "Depression"),
    Problem.RECURRENT_DEPRESSION: ("Recurrent depression", "Recurrent depression"),
    Problem.GENERALISED_ANXIETY: ("Generalised anxiety disorder", "Generalised anxiety"),
    Problem.MIXED_ANXIETY_DEPRESSION: (
        "Mixed anxiety and depressive disorder",
        "Anxiety and depression",
    ),
    Problem.PANIC_DISORDER: ("Panic disorder", "Panic disorder"),
    Problem.AGORAPHOBIA: ("Agoraphobia", "Agoraphobia"),
    Problem.SOCIAL_ANXIETY: ("Social anxiety disorder", "Social anxiety"),
    Problem.SPECIFIC_PHOBIA: ("Specific phobia", "Specific phobia"),
    Problem.OCD: ("Obsessive compulsive disorder", "OCD"),
    Problem.PTSD: ("Post-traumatic stress disorder", "PTSD"),
    Problem.HEALTH_ANXIETY: ("Health anxiety", "Health anxiety"),
    Problem.BDD: ("Body dysmorphic disorder", "Body dysmorphia"),
    Problem.CHRONIC_FATIGUE: ("Chronic fatigue syndrome", "Chronic fatigue"),
    Problem.IRRITABLE_BOWEL: ("Irritable bowel syndrome", "Irritable bowel"),
    Problem.UNEXPLAINED_SYMPTOMS: (
        "Physical symptoms without a clear medical cause",
        "Physical symptoms",
    ),
    Problem.OTHER_ANXIETY: ("Other anxiety or stress-related problem", "Other anxiety"),
    Problem.OTHER: ("Other problem", "Other"),
    Problem.NOT_RECORDED: ("Not yet recorded", "Not recorded"),
}
