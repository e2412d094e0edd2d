"""What to think about before somebody is offered Step 2 (clinical reference 4.3). Prompts with
their source, never decisions: a clinician decides, and says why against the evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clinical.problems import Problem

SEVERE_PHQ9 = 20
_ADULT = 18

_COURSES = "NHS England annual report 2024 to 2025: courses of guided self-help"
_USUAL = "43.0% of all recover; 51.3% with generalised anxiety, 39.4% with depression"
_MANUAL = "NHS Talking Therapies manual 7.1"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to think about, and where it is from. With `asks_why`, Step 2 is still open to the
    clinician, who says why.
    """

    code: str
    words: str
    source: str
    asks_why: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of somebody who was referred; nothing that nobody said."""

    age: int
    phq9: int | None = None
    risk_is_open: bool = False
    needs_adjustment: bool = False


# By the problem chosen: where guided self-help has helped few.
WEAK_EVIDENCE: Mapping[Problem, Prompt] = MappingProxyType(
    {
        Problem.PTSD: Prompt(
            "ptsd",
            "PTSD: 9.3% recovered with guided self-help and 14.0% got reliably worse. "
            f"{_USUAL}. High intensity from the outset is usual.",
            _COURSES,
            asks_why=True,
        ),
        Problem.SOCIAL_ANXIETY: Prompt(
            "social_anxiety",
            f"Social anxiety: 17.5% recovered with guided self-help. {_USUAL}. High intensity from "
            "the outset is usual.",
            _COURSES,
            asks_why=True,
        ),
        Problem.OCD: Prompt(
            "ocd",
            f"OCD: 24.9% recovered with guided self-help. {_USUAL}. Step 2 is for milder OCD.",
            _COURSES,
            asks_why=True,
        ),
    }
)

# Nothing on a referral says whether these hold: they are asked, each time.
TO_RULE_OUT = (
    "Active psychosis, bipolar disorder, an eating disorder that needs specialist care, severe "
    "personality difficulty as the main problem: secondary or specialist care, unless the main "
    "problem is anxiety or depression and nothing active interferes.",
    "Dependence on alcohol or drugs that needs a specialist service first.",
    "A crisis, or risk that cannot be managed between contacts: crisis team or emergency route.",
)


def prompts(known: Known) -> tuple[Prompt, ...]:
    """What the referral itself asks to think about, whatever the problem."""
    found = []
    if known.risk_is_open:
        found.append(
            Prompt(
                "open_risk",
                "A risk plan is open. Step 2 needs risk that is manageable between contacts.",
                "clinical reference 4.3, after step two guidance of services",
                asks_why=True,
            )
        )
    if known.phq9 is not None and known.phq9 >= SEVERE_PHQ9:
        found.append(
            Prompt(
                "severe_depression",
                f"PHQ-9 is {known.phq9}. From {SEVERE_PHQ9} on, high intensity from the outset is "
                "usual.",
                _MANUAL,
                asks_why=True,
            )
        )
    if known.age < _ADULT:
        found.append(
            Prompt(
                "under_18",
                f"{known.age} years old. Some services begin at 16; is there one for young people?",
                _MANUAL,
            )
        )
    if known.needs_adjustment:
        found.append(
            Prompt(
                "adjustments",
                "Step 2 works with written material: with an interpreter or help with reading it "
                "needs more time, not another step.",
                "clinical reference 4.3, after service pages",
            )
        )
    return tuple(found)


def against(known: Known, *, problem: Problem | None) -> tuple[Prompt, ...]:
    """The prompts that a choice of Step 2 goes against: for these, the clinician says why."""
    weak = WEAK_EVIDENCE.get(problem) if problem else None
    return tuple(one for one in (*((weak,) if weak else ()), *prompts(known)) if one.asks_why)
