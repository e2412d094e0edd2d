"""How answers to a questionnaire become a total, what a total means, and which one to ask.

What each questionnaire is stands in `clinical.instruments`; whoever scores finds it here too.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from clinical.instrument import Band, Item, Measure, Total
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
    PSWQ,
    PSWQ_CODE,
    WSAS,
    WSAS_CODE,
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
    "PSWQ",
    "PSWQ_CODE",
    "WSAS",
    "WSAS_CODE",
    "AnswersOutOfRange",
    "Band",
    "Item",
    "Measure",
    "Scored",
    "Total",
    "anxiety_measure_for",
    "is_case",
    "item_nine",
    "read_total",
    "score",
    "severity",
    "threshold_words",
    "typed_total",
    "written",
]


_A_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")


class AnswersOutOfRange(ValueError):  # noqa: N818 - the name says what is wrong
    """The answers cannot be answers to this measure; `item` is the number of the first bad one."""

    def __init__(self, message: str, *, item: int | None = None) -> None:
        super().__init__(message)
        self.item = item


@dataclass(frozen=True, slots=True)
class Scored:
    """What a set of answers comes to. `highest` is the greatest total these answers could reach."""

    total: Total | None
    answered: int
    missing: tuple[int, ...]
    is_prorated: bool
    highest: int


_SPECIFIC_ANXIETY_MEASURE = MappingProxyType(
    {
        Problem.AGORAPHOBIA: "MI_ALONE",
        Problem.SOCIAL_ANXIETY: "SPIN",
        Problem.PANIC_DISORDER: "PDSS",
        Problem.OCD: "OCI",
        Problem.PTSD: "PCL5",
        Problem.HEALTH_ANXIETY: "HAI",
        Problem.BDD: "BIQ",
        Problem.CHRONIC_FATIGUE: "CFQ",
        Problem.IRRITABLE_BOWEL: "IBS",
        Problem.UNEXPLAINED_SYMPTOMS: "PHQ15",
    }
)


def anxiety_measure_for(problem: Problem) -> str:
    """The code of the anxiety measure that national outcomes pair with PHQ-9.

    Source: Clark 2018, Table 2; NHS England, Talking Therapies metadata M198.
    """
    return _SPECIFIC_ANXIETY_MEASURE.get(problem, GAD7.code)


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
    given = [
        _points(measure, number, answer)
        for number in asked
        if (answer := answers[number - 1]) is not None
    ]
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


def typed_total(*, measure: Measure, total: Total) -> Scored:
    """A total that somebody typed in, for a measure whose answers were added up on paper.

    Refused for one whose single answers must be seen, and outside the range.
    """
    if not measure.total_may_be_typed:
        raise AnswersOutOfRange(f"{measure.name} needs its answers, not only a total.")
    _refuse_impossible_total(measure, total)
    return Scored(
        total=total, answered=0, missing=(), is_prorated=False, highest=measure.total_highest
    )


def read_total(measure: Measure, text: str) -> Total:
    """A total as somebody types it: `24`, or `2.51` of a mean. Refused outside the range, and in
    any other writing.
    """
    match = _A_NUMBER.fullmatch(text.strip())
    number = Decimal(match[0]) if match else Decimal("NaN")
    _refuse_impossible_total(measure, number)
    return number if measure.decimals else int(number)


def severity(*, measure: Measure, total: Total) -> Band:
    """The severity word for a total in points, the measure's lowest to its highest."""
    _refuse_impossible_total(measure, total)
    lowests = [band.lowest for band in measure.bands]
    return measure.bands[bisect_right(lowests, total) - 1]


def is_case(*, measure: Measure, total: Total) -> bool:
    """The total is at or above the threshold; above it, where the measure says so. A measure
    without a threshold has no cases.
    """
    _refuse_impossible_total(measure, total)
    if measure.caseness is None:
        return False
    return total > measure.caseness if measure.case_is_above else total >= measure.caseness


def written(measure: Measure, total: Total) -> str:
    """`12`; `2.30` of a mean."""
    return f"{total:.{measure.decimals}f}" if measure.decimals else str(int(total))


def threshold_words(measure: Measure) -> str:
    """`Threshold 32, reliable change 10. Unverified.` Empty for a measure with no such number."""
    said = [
        words
        for words, number in (
            (f"{_threshold_word(measure)} {measure.caseness}", measure.caseness),
            (f"reliable change {measure.reliable_change}", measure.reliable_change),
            (f"{measure.item_caseness} or more on any one item is clinical", measure.item_caseness),
        )
        if number is not None
    ]
    if not said:
        return ""
    return f"{', '.join(said).capitalize()}.{'' if measure.verified else ' Unverified.'}"


def _threshold_word(measure: Measure) -> str:
    return "threshold above" if measure.case_is_above else "threshold"


def item_nine(answers: Sequence[int | None]) -> int | None:
    """The answer to PHQ-9 item 9 (better off dead, or self-harm); None if it was not answered."""
    _refuse_impossible(PHQ9, answers)
    return answers[ITEM_NINE - 1]


def _refuse_impossible(measure: Measure, answers: Sequence[int | None]) -> None:
    if len(answers) != len(measure.items):
        raise AnswersOutOfRange(
            f"{measure.name} has {len(measure.items)} items, not {len(answers)}."
        )
    lowest, highest = measure.item_lowest, measure.item_highest
    for item, answer in zip(measure.items, answers, strict=True):
        if answer is not None and not (_is_whole(answer) and lowest <= answer <= highest):
            raise AnswersOutOfRange(
                f"{measure.name} item {item.number} is a whole number from {lowest} to {highest}.",
                item=item.number,
            )


def _refuse_impossible_total(measure: Measure, total: Total) -> None:
    if not measure.is_totalled:
        raise AnswersOutOfRange(f"{measure.name} has no total: each item is read alone.")
    lowest, highest = measure.total_lowest, measure.total_highest
    if not (_has_decimals_of(measure, total) and lowest <= total <= highest):
        kind = f"number with {measure.decimals} decimals" if measure.decimals else "whole number"
        raise AnswersOutOfRange(f"The {measure.name} total is a {kind} from {lowest} to {highest}.")


def _is_whole(value: object) -> bool:
    """True and False pass for 1 and 0 in Python; as an answer they are a mistake."""
    return isinstance(value, int) and not isinstance(value, bool)


def _has_decimals_of(measure: Measure, total: object) -> bool:
    """A whole number, or a decimal one with no more places than the measure has. Binary fractions
    are refused: 2.51 - 1.78 is less than 0.73 in them.
    """
    if isinstance(total, Decimal):
        return total.is_finite() and total == round(total, measure.decimals)
    return _is_whole(total)


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


def _points(measure: Measure, number: int, answer: int) -> int:
    """What an answer counts. A reversed item counts from the other end."""
    if number in measure.reversed_items:
        return measure.item_lowest + measure.item_highest - answer
    return answer


def _total(
    measure: Measure, given: list[int], missing: tuple[int, ...], *, prorate: bool
) -> tuple[int | None, bool]:
    if not (measure.is_totalled and measure.items):
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
