"""What each questionnaire asks, its range and its thresholds.

A threshold that no source could confirm is marked `verified=False`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clinical import item_words

ITEM_NINE = 9
PHQ9_CODE = "PHQ9"
GAD7_CODE = "GAD7"
WSAS_CODE = "WSAS"
PCL5_CODE = "PCL5"
PHQ15_CODE = "PHQ15"
PHOBIA_CODE = "PHOBIA"


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `wording` is what is read out, empty where it may not be shipped."""

    number: int
    wording: str
    short: str


@dataclass(frozen=True, slots=True)
class Band:
    """A severity word and the lowest total it covers. `level` (0 to 4) only picks the shade."""

    lowest: int
    word: str
    level: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A questionnaire: what is asked, how it adds up, and which totals mean what.

    `caseness` is the lowest total at or above the threshold; `reliable_change` is the smallest
    difference in points that is more than measurement error; `item_caseness` is the lowest answer
    to a single item that counts as clinical. None means there is no such number. A highest total
    of 0 means that the items are never added up: each is read alone.
    """

    code: str
    name: str
    version: str
    items: tuple[Item, ...]
    item_highest: int
    total_highest: int
    caseness: int | None
    reliable_change: int | None
    bands: tuple[Band, ...]
    options: tuple[str, ...]
    recall: str
    verified: bool
    source: str
    licence: str
    prorates_up_to: int = 0
    never_imputed: frozenset[int] = frozenset()
    optional_item: int | None = None
    item_caseness: int | None = None

    @property
    def is_totalled(self) -> bool:
        """Its answers add up to a score."""
        return self.total_highest > 0


_TWO_WEEKS = "Over the last 2 weeks, how often have you been bothered by"
_HOW_OFTEN = ("not at all", "several days", "more than half the days", "nearly every day")

PHQ9 = Measure(
    code=PHQ9_CODE,
    name="PHQ-9",
    version="PHQ-9 English (UK)",
    items=(
        Item(1, "Little interest or pleasure in doing things?", "Little interest or pleasure"),
        Item(2, "Feeling down, depressed, or hopeless?", "Feeling down or hopeless"),
        Item(
            3,
            "Trouble falling or staying asleep, or sleeping too much?",
            "Sleep: too little or too much",
        ),
        Item(4, "Feeling tired or having little energy?", "Tired, little energy"),
        Item(5, "Poor appetite or overeating?", "Appetite: poor or overeating"),
        Item(
            6,
            "Feeling bad about yourself, or that you are a failure or have let yourself or your "
            "family down?",
            "Feeling bad about self",
        ),
        Item(
            7,
            "Trouble concentrating on things, such as reading the newspaper or watching "
            "television?",
            "Trouble concentrating",
        ),
        Item(
            8,
            "Moving or speaking so slowly that other people could have noticed? Or the opposite, "
            "being so fidgety or restless that you have been moving around a lot more than usual?",
            "Moving slowly, or restless",
        ),
        Item(
            ITEM_NINE,
            "Thoughts that you would be better off dead or of hurting yourself in some way?",
            "Better off dead, or self-harm",
        ),
    ),
    item_highest=3,
    total_highest=27,
    caseness=10,
    reliable_change=6,
    bands=(
        Band(0, "minimal", 0),
        Band(5, "mild", 1),
        Band(10, "moderate", 2),
        Band(15, "moderately severe", 3),
        Band(20, "severe", 4),
    ),
    options=_HOW_OFTEN,
    recall=_TWO_WEEKS,
    verified=True,
    source="Thresholds: J Affect Disord 2021, PMC8411661. Bands: CamCOPS, after Kroenke 2001.",
    licence="Public domain: no permission needed to reproduce, translate, display or distribute.",
    prorates_up_to=2,
    never_imputed=frozenset({ITEM_NINE}),
)

GAD7 = Measure(
    code=GAD7_CODE,
    name="GAD-7",
    version="GAD-7 English (UK)",
    items=(
        Item(1, "Feeling nervous, anxious or on edge?", "Nervous, anxious or on edge"),
        Item(2, "Not being able to stop or control worrying?", "Cannot stop worrying"),
        Item(3, "Worrying too much about different things?", "Worrying too much"),
        Item(4, "Trouble relaxing?", "Trouble relaxing"),
        Item(5, "Being so restless that it is hard to sit still?", "Restless"),
        Item(6, "Becoming easily annoyed or irritable?", "Easily annoyed"),
        Item(
            7,
            "Feeling afraid as if something awful might happen?",
            "Afraid of something awful",
        ),
    ),
    item_highest=3,
    total_highest=21,
    caseness=8,
    reliable_change=4,
    bands=(
        Band(0, "minimal", 0),
        Band(5, "mild", 1),
        Band(10, "moderate", 2),
        Band(15, "severe", 4),
    ),
    options=_HOW_OFTEN,
    recall=_TWO_WEEKS,
    verified=True,
    source="Thresholds: J Affect Disord 2021, PMC8411661. Bands: the published form.",
    licence="Public domain: no permission needed to reproduce, translate, display or distribute.",
    prorates_up_to=2,
)

WSAS = Measure(
    code=WSAS_CODE,
    name="WSAS",
    version="WSAS 5 items",
    items=(
        Item(1, "", "Work"),
        Item(2, "", "Home management"),
        Item(3, "", "Social leisure"),
        Item(4, "", "Private leisure"),
        Item(5, "", "Close relationships"),
    ),
    item_highest=8,
    total_highest=40,
    caseness=None,
    reliable_change=8,
    bands=(
        Band(0, "below significant", 0),
        Band(10, "significant", 2),
        Band(21, "moderately severe or worse", 3),
    ),
    options=tuple(str(answer) for answer in range(9)),
    recall="",
    verified=False,
    source="Bands: Mundt 2002. Reliable change: Zahra 2014. Neither confirmed.",
    licence="Copyright Isaac Marks: the wording is not shipped, answers are typed in.",
    optional_item=1,
)


def _items(words: item_words.Words) -> tuple[Item, ...]:
    return tuple(Item(number, *one) for number, one in enumerate(words, start=1))


def _either_side(threshold: int) -> tuple[Band, ...]:
    """For a measure whose severity no source puts into words."""
    return (Band(0, "below the threshold", 0), Band(threshold, "at or above the threshold", 2))


PCL5 = Measure(
    code=PCL5_CODE,
    name="PCL-5",
    version="PCL-5 past month",
    items=_items(item_words.PCL5),
    item_highest=4,
    total_highest=80,
    caseness=32,
    reliable_change=10,
    bands=_either_side(32),
    options=item_words.PCL5_OPTIONS,
    recall=item_words.PCL5_STEM,
    verified=False,
    source="Items: CamCOPS, after Weathers 2013. Threshold and reliable change: not confirmed.",
    licence="US Government work: free to use.",
)

PHQ15 = Measure(
    code=PHQ15_CODE,
    name="PHQ-15",
    version="PHQ-15",
    items=_items(item_words.PHQ15),
    item_highest=2,
    total_highest=30,
    caseness=10,
    reliable_change=None,
    bands=_either_side(10),
    options=item_words.PHQ15_OPTIONS,
    recall=item_words.PHQ15_STEM,
    verified=False,
    source="Items: CamCOPS, after Kroenke 2002. Threshold: not confirmed.",
    licence="Public domain: no permission needed to reproduce, translate, display or distribute.",
)

PHOBIA = Measure(
    code=PHOBIA_CODE,
    name="Phobia scales",
    version="IAPT phobia scales",
    items=(
        Item(1, "", "Social situations"),
        Item(2, "", "Situations as in agoraphobia"),
        Item(3, "", "Specific objects or situations"),
    ),
    item_highest=8,
    total_highest=0,
    caseness=None,
    reliable_change=None,
    bands=(),
    options=tuple(str(answer) for answer in range(9)),
    recall="",
    verified=True,
    source="Three single items, 4 or more on any: J Affect Disord 2021, PMC8411661.",
    licence="The wording is not shipped: it is shown once the service has loaded it.",
    item_caseness=4,
)

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {measure.code: measure for measure in (PHQ9, GAD7, WSAS, PCL5, PHQ15, PHOBIA)}
)
