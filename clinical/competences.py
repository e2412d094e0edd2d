"""What clinical skills supervision is about: the competences a session may name, as dated lists.

After the national curriculum for PWPs (2nd edition, March 2011) and Reach Out (2nd edition, 2009;
supervisors 2010). The wording is ours, and unverified: nobody who wrote them has read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

_FIRST = date(2011, 3, 1)


@dataclass(frozen=True, slots=True)
class Competence:
    """One competence, under its heading, in the list from a day to a day."""

    code: str
    label: str
    area: str
    since: date = _FIRST
    until: date | None = None

    def is_listed(self, on: date) -> bool:
        """Does it stand in the list of that day?"""
        return self.since <= on and (self.until is None or on <= self.until)


def _area(name: str, /, **labels: str) -> tuple[Competence, ...]:
    return tuple(Competence(code, label, name) for code, label in labels.items())


PRACTICE = (
    *_area(
        "Assessment",
        ENGAGEMENT="Engagement and working alliance",
        ASSESSMENT="Assessment interview with a shared problem statement",
        RISK="Asking about risk and acting on it",
        MEASURES="Using questionnaires with the person, each session",
        DECISIONS="Giving information, deciding together",
    ),
    *_area(
        "Treatment",
        BEHAVIOURAL_ACTIVATION="Behavioural activation",
        COGNITIVE_RESTRUCTURING="Cognitive restructuring",
        EXPOSURE="Graded exposure",
        PANIC="Panic management",
        WORRY="Worry management and problem solving",
        SLEEP="Sleep management",
        MEDICATION="Supporting people with medication",
        BETWEEN_SESSIONS="Support with change between sessions",
        ENDING="Ending, and staying well",
    ),
    *_area(
        "Ways of working",
        PHONE_AND_VIDEO="Work by phone and video",
        DIGITAL="Supporting internet-enabled therapy",
        GROUPS="Running a group",
        DIFFERENCE="Adapting the work to culture, language and disability",
        LONG_TERM_CONDITIONS="Long-term conditions",
        STEPPING_UP="Stepping up and signposting",
        USING_SUPERVISION="Using supervision",
    ),
)
SUPERVISING = _area(
    "Supervising",
    SUPERVISING_STRUCTURE="Structure of the hour",
    SUPERVISING_RISK="Risk in supervision",
    SUPERVISING_FEEDBACK="Feedback on recordings and role play",
    SUPERVISING_DECISIONS="Decisions on step and ending",
    SUPERVISING_DIFFERENCE="Difference and power",
    SUPERVISING_WELLBEING="Room for the practitioner",
    SUPERVISING_TRAINEES="Trainees and their hours",
)
_BY_CODE = MappingProxyType({one.code: one for one in PRACTICE + SUPERVISING})


def listed(on: date, *, supervising: bool = False) -> tuple[Competence, ...]:
    """The list in force on a day: of clinical skills, or of supervising."""
    return tuple(one for one in (SUPERVISING if supervising else PRACTICE) if one.is_listed(on))


def labels(codes: Iterable[str]) -> tuple[str, ...]:
    """The names of these, in the order of the lists; a code no list knows stands as it is."""
    asked = list(codes)
    known = tuple(one.label for one in _BY_CODE.values() if one.code in asked)
    return known + tuple(code for code in asked if code not in _BY_CODE)
