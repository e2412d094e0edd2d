"""How an answer about the service itself is sent: its question’s code, and its value."""

from collections.abc import Mapping
from types import MappingProxyType

from reporting.dataset.tools import EXPERIENCE, TOOLS, Shape

# As the answers are kept: `TREATMENT1` to 6, `ASSESSMENT1` to 5.
EXPERIENCE_TOOLS: Mapping[str, str] = MappingProxyType(
    {
        f"{stage}{number}": tool.code
        for stage in ("TREATMENT", "ASSESSMENT")
        for number, tool in enumerate(
            (
                one
                for one in TOOLS.values()
                if one.code in EXPERIENCE and f"of {stage.lower()}" in one.name
            ),
            start=1,
        )
    }
)
QUESTION_OF: Mapping[str, str] = MappingProxyType(
    {code: question for question, code in EXPERIENCE_TOOLS.items()}
)
_LETTERS = ("N", "Y", "NA")


def experience_code(question: str, value: int) -> tuple[str, str]:
    """The tool of `ASSESSMENT1` and `Y` for 1. Raises KeyError for no question of these."""
    code = EXPERIENCE_TOOLS[question]
    return code, str(value) if TOOLS[code].shape is Shape.DIGITS else _LETTERS[value]


def experience_of(code: str, said: str) -> tuple[str, int]:
    """The question and its value. Raises KeyError for no tool of these, ValueError for no answer to
    it.
    """
    tool = TOOLS[code]
    if not (tool.is_shaped(said) and tool.is_within(said)):
        raise ValueError(f"{tool.name}: {tool.shape.value}.")
    return QUESTION_OF[code], int(said) if tool.shape is Shape.DIGITS else _LETTERS.index(said)
