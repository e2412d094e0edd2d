"""The assessment tools of the data set (dataset.md 7.1): code, range, and how a score is written.

Which of the five WSAS codes is which domain follows from the order of the public list: not
confirmed, and neither is which of the two mobility inventories is "alone".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from clinical.instruments import MEASURES
from reporting.dataset import values
from reporting.dataset.lists import Listing


class Shape(Enum):
    """How a score is written."""

    DIGITS = "digits alone"
    DECIMALS = "a decimal point and one or two digits after it"
    YES_NO = "Y or N"
    YES_NO_NA = "Y, N or NA"


_LETTERS = {Shape.YES_NO: ("Y", "N"), Shape.YES_NO_NA: ("Y", "N", "NA")}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `measure` is the code of the measure it is here, empty for what is only passed on;
    `item` the number of the item where each has a code of its own.
    """

    code: str
    name: str
    lowest: int = 0
    highest: int = 0
    shape: Shape = Shape.DIGITS
    measure: str = ""
    item: int = 0

    def is_shaped(self, said: str) -> bool:
        """Written as its scores are; nationally a row with any other is rejected."""
        if letters := _LETTERS.get(self.shape):
            return said in letters
        return values.score(said, with_decimals=self.shape is Shape.DECIMALS) is not None

    def is_within(self, said: str) -> bool:
        """Within its range, once it is well written."""
        if self.shape in _LETTERS:
            return True
        number = values.score(said, with_decimals=self.shape is Shape.DECIMALS)
        return number is not None and Decimal(self.lowest) <= number <= Decimal(self.highest)


def _whole(code: str, measure: str, highest: int, lowest: int = 0) -> Tool:
    return Tool(code, MEASURES[measure].name, lowest, highest, measure=measure)


def _domain(code: str, item: int, highest: int = 8) -> Tool:
    wsas = MEASURES["WSAS"]
    name = f"WSAS, {wsas.items[item - 1].short.lower()}"
    return Tool(code, name, 0, highest, measure="WSAS", item=item)


def _asked(code: str, name: str, highest: int, shape: Shape = Shape.DIGITS) -> Tool:
    return Tool(code, name, 0, highest, shape)


_LIST = (
    _whole("720433000", "PHQ9", 27),
    _whole("445455005", "GAD7", 21),
    # 9 says that work does not apply
    _domain("932621000000100", 1, highest=9),
    _domain("932581000000100", 2),
    _domain("932611000000106", 3),
    _domain("932591000000103", 4),
    _domain("932601000000109", 5),
    _whole("445552006", "SPIN", 68),
    _whole("450324005", "OCI", 168),
    _whole("450326007", "PDSS", 28),
    _whole("491581000000104", "PCL5", 80),
    _whole("446793008", "HAI", 54),
    Tool("473354003", "Mobility Inventory, alone", 0, 5, Shape.DECIMALS, "MI_ALONE"),
    Tool("473355002", "Mobility Inventory, accompanied", 0, 5, Shape.DECIMALS),
    _whole("446517006", "PSWQ", 80, lowest=16),
    _whole("1128221000000100", "BIQ", 72),
    _whole("1065441000000103", "PHQ15", 30),
    _whole("1083671000000108", "IBS", 500),
    Tool("446660005", "COPD assessment test", 0, 40),
    Tool("910931000000101", "Diabetes distress scale", 17, 102),
    Tool("443223005", "Brief pain inventory", 0, 70),
    _asked("748161000000109", "Work missed", 0, Shape.YES_NO),
    _asked("760741000000102", "Days of work lost", 28),
    _asked("761051000000105", "Productivity at work", 10),
    *(
        _asked(code, f"Experience of treatment, question {number}", 4)
        for number, code in enumerate(
            (
                "747901000000107",
                "747911000000109",
                "747921000000103",
                "747931000000101",
                "747941000000105",
                "747951000000108",
            ),
            start=1,
        )
    ),
    _asked("747861000000100", "Experience of assessment, question 1", 0, Shape.YES_NO),
    _asked("747871000000107", "Experience of assessment, question 2", 0, Shape.YES_NO),
    _asked("747881000000109", "Experience of assessment, question 3", 0, Shape.YES_NO_NA),
    _asked("904691000000103", "Experience of assessment, question 4", 0, Shape.YES_NO_NA),
    _asked("747891000000106", "Experience of assessment, satisfaction", 4),
)
TOOLS: Mapping[str, Tool] = MappingProxyType({tool.code: tool for tool in _LIST})
LISTING = Listing("assessment tool", frozenset(TOOLS))
# An experience questionnaire in the month keeps a referral in it that ended before (rule 10129).
EXPERIENCE = frozenset(tool.code for tool in _LIST if tool.name.startswith("Experience"))
PHQ9, GAD7 = "720433000", "445455005"
WSAS = frozenset(tool.code for tool in _LIST if tool.measure == "WSAS")
