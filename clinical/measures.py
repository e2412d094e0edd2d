"""PHQ-9, GAD-7 and WSAS: their items, ranges and thresholds, and how answers become a total.

A threshold that no source could confirm is marked `verified=False`.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from clinical.problems import Problem

ITEM_NINE = 9
PHQ9_CODE = "PHQ9"
GAD7_CODE = "GAD7"
WSAS_CODE = "WSAS"


class AnswersOutOfRange(ValueError):  # noqa: N818 - the name says what is wrong
    """The answers cannot be answers to this measure; `item` is the number of the first bad one."""

    def __init__(self, message: str, *, item: int | None = None) -> None:
        super().__init__(message)
        self.item = item


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
    difference in points that is more than measurement error. None means there is no such number.
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


@dataclass(frozen=True, slots=True)
class Scored:
    """What a set of answers comes to. `highest` is the greatest total these answers could reach."""

    total: int | None
    answered: int
    missing: tuple[int, ...]
    is_prorated: bool
    highest: int


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

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {measure.code: measure for measure in (PHQ9, GAD7, WSAS)}
)

_SPECIFIC_ANXIETY_MEASURE = MappingProxyType(
    {
        Problem.AGORAPHOBIA: "MI",
        Problem.SOCIAL_ANXIETY: "SPIN",
        Problem.PANIC_DISORDER: "PDSS-SR",
        Problem.OCD: "OCI",
        Problem.PTSD: "PCL-5",
        Problem.HEALTH_ANXIETY: "HAI",
        Problem.BDD: "BIQ",
        Problem.CHRONIC_FATIGUE: "CFQ",
        Problem.IRRITABLE_BOWEL: "IBS-SSS",
        Problem.UNEXPLAINED_SYMPTOMS: "PHQ-15",
    }
)


def anxiety_measure_for(problem: Problem) -> str:
    """The code of the anxiety measure that national outcomes pair with PHQ-9.

    Source: Clark 2018, Table 2; NHS England, Talking Therapies metadata M198.
    """
    return _SPECIFIC_ANXIETY_MEASURE.get(problem, GAD7_CODE)


def score(
    *,
    measure: Measure,
    answers: Sequence[int | None],
    work_not_applicable: bool = False,
    prorate: bool = False,
) -> Scored:
    """Add up the answers, one per item in order; None is an item left out, which is never zero.

    A total needs every item. With `prorate`, one or two left-out items of PHQ-9 or GAD-7 count as
    the mean of the others, rounded half up; item 9 is never filled in so. With
    `work_not_applicable`, WSAS is the sum of its other four items, out of 32, as CamCOPS
    scores it.
    """
    _refuse_impossible(measure, answers)
    asked = _numbers_asked(measure, answers, work_not_applicable=work_not_applicable)
    given = [answer for number in asked if (answer := answers[number - 1]) is not None]
    missing = tuple(number for number in asked if answers[number - 1] is None)
    total, is_prorated = _total(measure, given, missing, prorate=prorate)
    return Scored(
        total=total,
        answered=len(given),
        missing=missing,
        is_prorated=is_prorated,
        highest=len(asked) * measure.item_highest,
    )


def severity(*, measure: Measure, total: int) -> Band:
    """The severity word for a total in points, zero to the measure's highest."""
    _refuse_impossible_total(measure, total)
    lowests = [band.lowest for band in measure.bands]
    return measure.bands[bisect_right(lowests, total) - 1]


def is_case(*, measure: Measure, total: int) -> bool:
    """The total is at or above the threshold. A measure without a threshold has no cases."""
    _refuse_impossible_total(measure, total)
    return measure.caseness is not None and total >= measure.caseness


def item_nine(answers: Sequence[int | None]) -> int | None:
    """The answer to PHQ-9 item 9 (better off dead, or self-harm); None if it was not answered."""
    _refuse_impossible(PHQ9, answers)
    return answers[ITEM_NINE - 1]


def _refuse_impossible(measure: Measure, answers: Sequence[int | None]) -> None:
    if len(answers) != len(measure.items):
        raise AnswersOutOfRange(
            f"{measure.name} has {len(measure.items)} items, not {len(answers)}."
        )
    for item, answer in zip(measure.items, answers, strict=True):
        if answer is not None and not _is_whole_between(answer, measure.item_highest):
            raise AnswersOutOfRange(
                f"{measure.name} item {item.number} is a whole number from 0 to "
                f"{measure.item_highest}.",
                item=item.number,
            )


def _refuse_impossible_total(measure: Measure, total: int) -> None:
    if not _is_whole_between(total, measure.total_highest):
        raise AnswersOutOfRange(
            f"A {measure.name} total is a whole number from 0 to {measure.total_highest}."
        )


def _is_whole_between(value: object, highest: int) -> bool:
    """True and False pass for 1 and 0 in Python; as an answer they are a mistake."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= highest


def _numbers_asked(
    measure: Measure, answers: Sequence[int | None], *, work_not_applicable: bool
) -> list[int]:
    numbers = [item.number for item in measure.items]
    if not work_not_applicable:
        return numbers
    left_out = measure.optional_item
    if left_out is None:
        raise AnswersOutOfRange(f"{measure.name} has no work item to leave out.")
    if answers[left_out - 1] is not None:
        raise AnswersOutOfRange(
            f"{measure.name} item {left_out} is answered and marked as not applicable.",
            item=left_out,
        )
    return [number for number in numbers if number != left_out]


def _total(
    measure: Measure, given: list[int], missing: tuple[int, ...], *, prorate: bool
) -> tuple[int | None, bool]:
    if not missing:
        return sum(given), False
    may_be_filled = not measure.never_imputed.intersection(missing)
    if prorate and may_be_filled and len(missing) <= measure.prorates_up_to:
        return _round_half_up(sum(given) * len(measure.items), len(given)), True
    return None, False


def _round_half_up(numerator: int, denominator: int) -> int:
    """Exact for whole numbers: no floating point near a threshold."""
    return (2 * numerator + denominator) // (2 * denominator)
