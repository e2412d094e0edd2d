"""The patient experience questionnaire: the questions of the national data set (TREATMENT1 to 6,
ASSESSMENT1 to 5). What people say of the service is never a score of anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_noop

TREATMENT = "TREATMENT"
ASSESSMENT = "ASSESSMENT"
STAGES = (TREATMENT, ASSESSMENT)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what is asked, how it is called in a list, and its answers with their codes."""

    wording: str
    short: str
    options: tuple[tuple[int, str], ...]


_HOW_OFTEN = (
    (4, gettext_noop("At all times")),
    (3, gettext_noop("Most of the time")),
    (2, gettext_noop("Sometimes")),
    (1, gettext_noop("Rarely")),
    (0, gettext_noop("Never")),
)
_HOW_SATISFIED = (
    (4, gettext_noop("Completely satisfied")),
    (3, gettext_noop("Mostly satisfied")),
    (2, gettext_noop("Neither satisfied nor dissatisfied")),
    (1, gettext_noop("Not satisfied")),
    (0, gettext_noop("Not at all satisfied")),
)
_YES_NO = ((1, gettext_noop("Yes")), (0, gettext_noop("No")))
_YES_NO_OR_NONE = (*_YES_NO, (2, gettext_noop("Does not apply")))

QUESTIONS: Mapping[str, tuple[Asked, ...]] = MappingProxyType(
    {
        TREATMENT: (
            Asked(
                gettext_noop("Did staff listen to you and treat your concerns seriously?"),
                gettext_noop("Listened to"),
                _HOW_OFTEN,
            ),
            Asked(
                gettext_noop(
                    "Did the service help you to better understand and address your difficulties?"
                ),
                gettext_noop("Help to understand"),
                _HOW_OFTEN,
            ),
            Asked(
                gettext_noop(
                    "Did you feel involved in making choices about your treatment and care?"
                ),
                gettext_noop("Involved in choices"),
                _HOW_OFTEN,
            ),
            Asked(
                gettext_noop("On reflection, did you get the help that mattered to you?"),
                gettext_noop("Help that mattered"),
                _HOW_OFTEN,
            ),
            Asked(
                gettext_noop("Did you have confidence in the person you worked with?"),
                gettext_noop("Confidence"),
                _HOW_OFTEN,
            ),
            Asked(
                gettext_noop("If you wanted help with work, did you get it?"),
                gettext_noop("Help with work"),
                _HOW_OFTEN,
            ),
        ),
        ASSESSMENT: (
            Asked(
                gettext_noop(
                    "Were you given information about the options for a treatment that suits your "
                    "problems?"
                ),
                gettext_noop("Told about options"),
                _YES_NO,
            ),
            Asked(
                gettext_noop("Do you prefer one of the treatments among the options?"),
                gettext_noop("Has a preference"),
                _YES_NO,
            ),
            Asked(
                gettext_noop("Were you offered what you prefer?"),
                gettext_noop("Offered it"),
                _YES_NO_OR_NONE,
            ),
            Asked(
                gettext_noop("Were your needs about work talked through?"),
                gettext_noop("Work talked through"),
                _YES_NO_OR_NONE,
            ),
            Asked(
                gettext_noop("How satisfied were you with your assessment?"),
                gettext_noop("Satisfied"),
                _HOW_SATISFIED,
            ),
        ),
    }
)
