"""Which therapy a session gave, and how intensive it is: words to store, labels, and the usual
choice from what a treatment is called.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum


class Intensity(StrEnum):
    """The step a therapy belongs to; employment support is none."""

    LOW = "LOW"
    HIGH = "HIGH"
    NEITHER = "NEITHER"


class Therapy(StrEnum):
    """What was given in a session, by the national list of therapies.

    National codes live with the national return, never here.
    """

    GUIDED_SELF_HELP_BOOK = "GUIDED_SELF_HELP_BOOK"
    NON_GUIDED_SELF_HELP_BOOK = "NON_GUIDED_SELF_HELP_BOOK"
    GUIDED_SELF_HELP_COMPUTER = "GUIDED_SELF_HELP_COMPUTER"
    NON_GUIDED_SELF_HELP_COMPUTER = "NON_GUIDED_SELF_HELP_COMPUTER"
    PHYSICAL_ACTIVITY = "PHYSICAL_ACTIVITY"
    PSYCHOEDUCATION = "PSYCHOEDUCATION"
    COMMUNITY_SIGNPOSTING = "COMMUNITY_SIGNPOSTING"
    OTHER_LOW_INTENSITY = "OTHER_LOW_INTENSITY"
    CBT = "CBT"
    COUNSELLING_FOR_DEPRESSION = "COUNSELLING_FOR_DEPRESSION"
    COUPLE_THERAPY = "COUPLE_THERAPY"
    INTERPERSONAL_PSYCHOTHERAPY = "INTERPERSONAL_PSYCHOTHERAPY"
    BRIEF_PSYCHODYNAMIC = "BRIEF_PSYCHODYNAMIC"
    EMDR = "EMDR"
    MINDFULNESS = "MINDFULNESS"
    APPLIED_RELAXATION = "APPLIED_RELAXATION"
    COLLABORATIVE_CARE = "COLLABORATIVE_CARE"
    OTHER_HIGH_INTENSITY = "OTHER_HIGH_INTENSITY"
    EMPLOYMENT_SUPPORT = "EMPLOYMENT_SUPPORT"

    @property
    def label(self) -> str:
        """The name, for forms and the record."""
        return _ABOUT[self][0]


_LOW, _HIGH, _NEITHER = Intensity
_ABOUT: dict[Therapy, tuple[str, Intensity]] = {
    Therapy.GUIDED_SELF_HELP_BOOK: ("Guided self-help, book or workbook", _LOW),
    Therapy.NON_GUIDED_SELF_HELP_BOOK: ("Self-help without guidance, book", _LOW),
    Therapy.GUIDED_SELF_HELP_COMPUTER: ("Guided self-help, computer", _LOW),
    Therapy.NON_GUIDED_SELF_HELP_COMPUTER: ("Self-help without guidance, computer", _LOW),
    Therapy.PHYSICAL_ACTIVITY: ("Structured physical activity", _LOW),
    Therapy.PSYCHOEDUCATION: ("Psychoeducation, group or course", _LOW),
    Therapy.COMMUNITY_SIGNPOSTING: ("Community signposting", _LOW),
    Therapy.OTHER_LOW_INTENSITY: ("Other low intensity", _LOW),
    Therapy.CBT: ("Cognitive behavioural therapy", _HIGH),
    Therapy.COUNSELLING_FOR_DEPRESSION: ("Counselling for depression", _HIGH),
    Therapy.COUPLE_THERAPY: ("Couple therapy for depression", _HIGH),
    Therapy.INTERPERSONAL_PSYCHOTHERAPY: ("Interpersonal psychotherapy", _HIGH),
    Therapy.BRIEF_PSYCHODYNAMIC: ("Brief psychodynamic therapy", _HIGH),
    Therapy.EMDR: ("Eye movement desensitisation and reprocessing", _HIGH),
    Therapy.MINDFULNESS: ("Mindfulness", _HIGH),
    Therapy.APPLIED_RELAXATION: ("Applied relaxation", _HIGH),
    Therapy.COLLABORATIVE_CARE: ("Collaborative care", _HIGH),
    Therapy.OTHER_HIGH_INTENSITY: ("Other high intensity", _HIGH),
    Therapy.EMPLOYMENT_SUPPORT: ("Employment support", _NEITHER),
}

# Words that name a therapy beyond doubt; the first that fits decides. What stands before "online"
# says more than it: an online group is a group.
_NAMED: tuple[tuple[str, Therapy], ...] = (
    (r"employment|job ?cent|work adviser", Therapy.EMPLOYMENT_SUPPORT),
    (r"group|workshop|course|psycho-?education|class", Therapy.PSYCHOEDUCATION),
    (r"ccbt|online|internet|computer|digital|\bapp\b", Therapy.GUIDED_SELF_HELP_COMPUTER),
    (r"physical activity|exercise", Therapy.PHYSICAL_ACTIVITY),
    (r"signpost|social prescrib", Therapy.COMMUNITY_SIGNPOSTING),
    (r"emdr|eye movement", Therapy.EMDR),
    (r"couple", Therapy.COUPLE_THERAPY),
    (r"counselling", Therapy.COUNSELLING_FOR_DEPRESSION),
    (r"interpersonal|\bipt\b", Therapy.INTERPERSONAL_PSYCHOTHERAPY),
    (r"psychodynamic|\bdit\b", Therapy.BRIEF_PSYCHODYNAMIC),
    (r"mindful|\bmbct\b", Therapy.MINDFULNESS),
    (r"applied relaxation", Therapy.APPLIED_RELAXATION),
    (r"collaborative care", Therapy.COLLABORATIVE_CARE),
    (r"\bhigh.intensity|\bcbt\b|cognitive behaviou?ral therapy", Therapy.CBT),
)
_GUIDED_SELF_HELP = re.compile(
    r"self-?help|book|activation|worry|restructuring|problem.?solving|exposure|panic|sleep|relapse",
)
_BY_LABEL = {one.label.lower(): one for one in Therapy}


def intensity_of(therapy: Therapy) -> Intensity:
    """How intensive a therapy is."""
    return _ABOUT[therapy][1]


def named_in(treatment: str) -> Therapy | None:
    """The therapy that these words name beyond doubt, a label above all; None where they leave it
    open.
    """
    said = treatment.strip().lower()
    if said in _BY_LABEL:
        return _BY_LABEL[said]
    return next((therapy for words, therapy in _NAMED if re.search(words, said)), None)


def usual_for(treatment: str) -> Therapy:
    """What a session of this treatment gives, unless somebody says otherwise: what its words name,
    else guided self-help for an intervention of this step, else other low intensity.
    """
    if (named := named_in(treatment)) is not None:
        return named
    if _GUIDED_SELF_HELP.search(treatment.lower()):
        return Therapy.GUIDED_SELF_HELP_BOOK
    return Therapy.OTHER_LOW_INTENSITY


def carried_on(*, treatment: str, before: Sequence[str]) -> Therapy:
    """The usual therapy of the next session: what the treatment's words name, else what was given
    last time, else what is usual for such a treatment.
    """
    named = named_in(treatment)
    last = next((Therapy[name] for name in before if name != Therapy.EMPLOYMENT_SUPPORT.name), None)
    return named or last or usual_for(treatment)


def in_words(therapies: Iterable[str]) -> str:
    """The labels of stored names, in the order of the list."""
    given = set(therapies)
    return "; ".join(one.label for one in Therapy if one.name in given)
