"""How answers to a questionnaire become a total, what a total means, and which one to ask.

What each questionnaire is stands in `clinical.instruments`; whoever scores finds it here too.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from clinical.instruments import (
    GAD7,
    GAD7_CODE,
    ITEM_NINE,
    MEASURES,
    PCL5,
    PCL5_CODE,
    PHOBIA,
    PHOBIA_CODE,
    PHQ9,
    PHQ9_CODE,
    PHQ15,
    PHQ15_CODE,
    WSAS,
    WSAS_CODE,
    Band,
    Item,
    Measure,
)
from clinical.problems import Problem

__all__ = [
    "GAD7",
    "GAD7_CODE",
    "ITEM_NINE",
    "MEASURES",
    "PCL5",
    "PCL5_CODE",
    "PHOBIA",
    "PHOBIA_CODE",
    "PHQ9",
    "PHQ9_CODE",
    "PHQ15",
    "PHQ15_CODE",
    "WSAS",
    "WSAS_CODE",
    "AnswersOutOfRange",
    "Band",
    "Item",
    "Measure",
    "Scored",
    "anxiety_measure_for",
    "anxiety_measure_name",
    "is_case",
    "item_nine",
    "score",
    "severity",
    "threshold_words",
]


class AnswersOutOfRange(ValueError):  # noqa: N818 - the name says what is wrong
    """The answers cannot be answers to this measure; `item` is the number of the first bad one."""

    def __init__(self, message: str, *, item: int | None = None) -> None:
        super().__init__(message)
        self.item = item


@dataclass(frozen=True, slots=True)
class Scored:
    """What a set of answers comes to. `highest` is the greatest total these answers could reach."""

    total: int | None
    answered: int
    missing: tuple[int, ...]
    is_prorated: bool
    highest: int


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
_CODES = MappingProxyType({measure.name: code for code, measure in MEASURES.items()})


def anxiety_measure_name(problem: Problem) -> str:
    """The name of the anxiety measure that national outcomes pair with PHQ-9, held here or not.

    Source: Clark 2018, Table 2; NHS England, Talking Therapies metadata M198.
    """
    return _SPECIFIC_ANXIETY_MEASURE.get(problem, GAD7.name)


def anxiety_measure_for(problem: Problem) -> str | None:
    """The code of that measure; None where it is one that is not defined here."""
    return _CODES.get(anxiety_measure_name(problem))


def score(
    *,
    measure: Measure,
    answers: Sequence[int | None],
    work_not_applicable: bool = False,
    prorate: bool = False,
) -> Scored:
    """Add up the answers, one per item in order; None is an item left out, which is never zero.

    A total needs every item, and a measure whose items are added up. With `prorate`, one or two
    left-out items of PHQ-9 or GAD-7 count as the mean of the others, rounded half up; item 9 is
    never filled in so. With `work_not_applicable`, WSAS is the sum of its other four items, out of
    32, as CamCOPS scores it.
    """
    _refuse_impossible(measure, answers)
    asked = _numbers_asked(measure, answers, work_not_applicable=work_not_applicable)
    given = [answer for number in asked if (answer := answers[number - 1]) is not None]
    missing = tuple(number for number in asked if answers[number - 1] is None)
    total, is_prorated = _total(measure, given, missing, prorate=prorate)
    highest = len(asked) * measure.item_highest if measure.is_totalled else 0
    return Scored(
        total=total,
        answered=len(given),
        missing=missing,
        is_prorated=is_prorated,
        highest=highest,
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


def threshold_words(measure: Measure) -> str:
    """`Threshold 32, reliable change 10. Unverified.` Empty for a measure with no such number."""
    said = [
        words
        for words, number in (
            (f"threshold {measure.caseness}", measure.caseness),
            (f"reliable change {measure.reliable_change}", measure.reliable_change),
            (f"{measure.item_caseness} or more on any one item is clinical", measure.item_caseness),
        )
        if number is not None
    ]
    if not said:
        return ""
    return f"{', '.join(said).capitalize()}.{'' if measure.verified else ' Unverified.'}"


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
    if not measure.is_totalled:
        raise AnswersOutOfRange(f"{measure.name} has no total: each item is read alone.")
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
    if not measure.is_totalled:
        return None, False
    if not missing:
        return sum(given), False
    may_be_filled = not measure.never_imputed.intersection(missing)
    if prorate and may_be_filled and len(missing) <= measure.prorates_up_to:
        return _round_half_up(sum(given) * len(measure.items), len(given)), True
    return None, False


def _round_half_up(numerator: int, denominator: int) -> int:
    """Exact for whole numbers: no floating point near a threshold."""
    return (2 * numerator + denominator) // (2 * denominator)
