"""The national codes of staff: what somebody is qualified as."""

from reporting.dataset import lists
from reporting.dataset.codes.mapping import Codes

_PWP, _NONE = "10", ""
# Who is no PWP may be anything: nothing is sent of them. A trainee has a planned date alone.
QUALIFICATION = Codes(
    lists.QUALIFICATION,
    {
        "PWP": _PWP,
        "SENIOR_PWP": _PWP,
        "NEWLY_QUALIFIED_PWP": _PWP,
        "TRAINEE_PWP": _PWP,
        "OTHER": _NONE,
    },
    also={
        _PWP: ("PWP", "grade"),
        "11": ("OTHER", "high-intensity CBT therapist"),
        "12": ("OTHER", "counsellor for depression"),
        "13": ("OTHER", "couple therapist"),
        "14": ("OTHER", "dynamic interpersonal therapist"),
        "15": ("OTHER", "interpersonal psychotherapist"),
        "16": ("OTHER", "mindfulness-based therapist"),
        "17": ("OTHER", "EMDR therapist"),
        "30": ("OTHER", "employment adviser"),
        "31": ("OTHER", "senior employment adviser"),
    },
    otherwise="OTHER",
    when_empty="OTHER",
)


def grade_of(code: str, *, awarded: bool) -> str:
    """The grade of whoever has this qualification, or is in training for it."""
    found = QUALIFICATION.of_code(code)
    return "TRAINEE_PWP" if found == "PWP" and not awarded else found
