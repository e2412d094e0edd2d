"""Answers become a total only when they may. Missing is not zero; item 9 is never filled in."""

from fractions import Fraction
from itertools import combinations, product
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinical.measures import (
    GAD7,
    MEASURES,
    PHQ9,
    WSAS,
    AnswersOutOfRange,
    is_case,
    item_nine,
    score,
    severity,
)
from tests.walks import walked


def test_every_full_set_of_gad7_answers_adds_up():
    for answers in product(range(4), repeat=7):
        scored = score(measure=GAD7, answers=answers)

        assert scored.total == sum(answers)
        assert (scored.answered, scored.missing, scored.is_prorated) == (7, (), False)
        assert scored.highest == 21


def test_every_full_set_of_phq9_answers_from_three_of_four_adds_up():
    for answers in product((0, 1, 3), repeat=9):
        assert score(measure=PHQ9, answers=answers).total == sum(answers)


@given(st.lists(st.integers(0, 8), min_size=5, max_size=5))
def test_full_wsas_answers_add_up_out_of_40(answers):
    scored = score(measure=WSAS, answers=answers)

    assert (scored.total, scored.highest) == (sum(answers), 40)


@walked("measure", MEASURES.values(), ids=lambda measure: measure.code)
@walked("prorate", [False, True])
def test_no_answers_make_no_total(measure, prorate):
    scored = score(measure=measure, answers=[None] * len(measure.items), prorate=prorate)

    assert scored.total is None
    assert scored.answered == 0
    assert scored.missing == tuple(item.number for item in measure.items)


def test_all_zeros_are_a_total_of_zero():
    assert score(measure=PHQ9, answers=[0] * 9).total == 0


@pytest.mark.parametrize("measure", [PHQ9, GAD7, WSAS], ids=lambda measure: measure.code)
def test_one_missing_item_means_no_total_unless_prorating_is_asked_for(measure):
    for place in range(len(measure.items)):
        answers: list[int | None] = [1] * len(measure.items)
        answers[place] = None

        scored = score(measure=measure, answers=answers)

        assert scored.total is None
        assert scored.missing == (place + 1,)
        assert not scored.is_prorated


def missing_patterns(number_of_items):
    for how_many in range(1, number_of_items + 1):
        yield from combinations(range(number_of_items), how_many)


@pytest.mark.parametrize("measure", [PHQ9, GAD7], ids=lambda measure: measure.code)
def test_prorating_fills_one_or_two_items_but_never_item_nine(measure):
    answers = [3, 0, 1, 2, 2, 1, 3, 0, 2][: len(measure.items)]
    for pattern in missing_patterns(len(answers)):
        given_answers = [None if i in pattern else a for i, a in enumerate(answers)]

        scored = score(measure=measure, answers=given_answers, prorate=True)

        item_nine_missing = measure is PHQ9 and 8 in pattern
        if len(pattern) <= 2 and not item_nine_missing:
            kept = [answer for answer in given_answers if answer is not None]
            mean = Fraction(sum(kept), len(kept))
            assert scored.total == floor(mean * len(answers) + Fraction(1, 2))
            assert scored.is_prorated
        else:
            assert scored.total is None
            assert not scored.is_prorated


def test_every_sum_of_seven_or_eight_answers_is_prorated_half_up():
    for answered, missing in ((8, 1), (7, 2)):
        for points in range(3 * answered + 1):
            filled = [min(3, max(0, points - 3 * i)) for i in range(answered)]
            answers = [None] * missing + filled

            scored = score(measure=PHQ9, answers=answers, prorate=True)

            assert scored.total == floor(Fraction(points * 9, answered) + Fraction(1, 2))


def test_exactly_half_a_point_is_rounded_up():
    answers = [None, 3, 1, 0, 0, 0, 0, 0, 0]  # 4 points on 8 items: 4.5 on 9

    assert score(measure=PHQ9, answers=answers, prorate=True).total == 5


def test_wsas_is_never_prorated():
    assert score(measure=WSAS, answers=[None, 1, 1, 1, 1], prorate=True).total is None


def test_work_not_applicable_leaves_four_items_out_of_32():
    scored = score(measure=WSAS, answers=[None, 8, 5, 3, 2], work_not_applicable=True)

    assert (scored.total, scored.highest) == (18, 32)
    assert (scored.answered, scored.missing) == (4, ())


def test_work_not_applicable_still_needs_the_other_four():
    scored = score(measure=WSAS, answers=[None, 8, None, 3, 2], work_not_applicable=True)

    assert (scored.total, scored.missing) == (None, (3,))


def test_work_cannot_be_answered_and_not_applicable():
    with pytest.raises(AnswersOutOfRange) as refused:
        score(measure=WSAS, answers=[0, 8, 5, 3, 2], work_not_applicable=True)

    assert refused.value.item == 1


def test_only_wsas_has_a_work_item_to_leave_out():
    with pytest.raises(AnswersOutOfRange):
        score(measure=PHQ9, answers=[None] + [1] * 8, work_not_applicable=True)


@walked("measure", MEASURES.values(), ids=lambda measure: measure.code)
@walked("length_off", [-1, 1])
def test_the_wrong_number_of_answers_is_refused(measure, length_off):
    with pytest.raises(AnswersOutOfRange, match=str(len(measure.items))):
        score(measure=measure, answers=[0] * abs(len(measure.items) + length_off))


@walked(
    "measure", [one for one in MEASURES.values() if one.items], ids=lambda measure: measure.code
)
@walked("bad", [-1, 9, 10**9, True, False, 1.0, "1", "٣"])
def test_an_answer_that_cannot_be_one_is_refused_and_named(measure, bad):
    answers = [measure.item_lowest] * len(measure.items)
    answers[2] = bad

    with pytest.raises(AnswersOutOfRange) as refused:
        score(measure=measure, answers=answers)

    assert refused.value.item == 3


def test_the_answer_just_over_the_highest_is_refused():
    with pytest.raises(AnswersOutOfRange):
        score(measure=PHQ9, answers=[4] + [0] * 8)


@pytest.mark.parametrize("answer", [None, 0, 1, 2, 3])
def test_item_nine_is_the_last_answer_and_missing_stays_missing(answer):
    assert item_nine([3, 3, 3, 3, 3, 3, 3, 3, answer]) == answer


def test_item_nine_of_something_that_is_not_a_phq9_is_refused():
    with pytest.raises(AnswersOutOfRange):
        item_nine([0] * 7)


PHQ9_BANDS = (
    ["minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["moderately severe"] * 5 + ["severe"] * 8
)
GAD7_BANDS = ["minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["severe"] * 7


@pytest.mark.parametrize(("measure", "words"), [(PHQ9, PHQ9_BANDS), (GAD7, GAD7_BANDS)])
def test_every_total_has_its_severity_word(measure, words):
    found = [
        severity(measure=measure, total=total).word for total in range(measure.total_highest + 1)
    ]

    assert found == words


@pytest.mark.parametrize(
    ("total", "lowest"), [(0, 0), (9, 0), (10, 10), (20, 10), (21, 21), (40, 21)]
)
def test_wsas_bands_begin_where_they_should(total, lowest):
    assert severity(measure=WSAS, total=total).lowest == lowest


def test_the_same_word_has_the_same_shade_on_both_measures():
    shades = {(band.word, band.level) for measure in (PHQ9, GAD7) for band in measure.bands}

    assert len(shades) == len({word for word, _ in shades})


@pytest.mark.parametrize(("measure", "threshold"), [(PHQ9, 10), (GAD7, 8)])
def test_every_total_is_on_its_side_of_the_threshold(measure, threshold):
    for total in range(measure.total_highest + 1):
        assert is_case(measure=measure, total=total) is (total >= threshold)


def test_a_measure_without_a_threshold_has_no_cases():
    assert not any(is_case(measure=WSAS, total=total) for total in range(41))


@walked("total", [-1, 28, True, 1.5, None])
@walked("asked", [severity, is_case])
def test_a_total_that_cannot_be_is_refused(asked, total):
    with pytest.raises(AnswersOutOfRange):
        asked(measure=PHQ9, total=total)
