"""NHS numbers: the check digit, the spacing, and numbers for invented people."""

import nhs_number as published
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinical.nhs_number import (
    SYNTHETIC_NUMBERS,
    check_digit,
    digits,
    is_valid,
    spaced,
    synthetic,
)


@pytest.mark.parametrize("number", ["9991908358", "9434765919", "4505577104", "9434765870"])
def test_known_numbers_are_valid(number):
    assert is_valid(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9991908359",
        "999190835",
        "99919083580",
        "999 190 8358",
        "999190835X",
        "٩٩٩١٩٠٨٣٥٨",
        "999190835²",
        "9991908358\n",
        "-991908358",
        "999\x00190835",
    ],
)
def test_anything_else_is_not(text):
    assert not is_valid(text)


@given(st.sampled_from("467"), st.integers(0, 10**9 - 1))
def test_an_independent_check_agrees_over_the_ranges_in_use(first, rest):
    number = f"{first}{rest:09d}"

    assert is_valid(number) == published.is_valid(number)


@given(st.integers(0, 10**9 - 1), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body, place, shift):
    nine = f"{body:09d}"
    last = check_digit(nine)
    if last is None:
        assert not any(is_valid(f"{nine}{digit}") for digit in range(10))
        return
    number = f"{nine}{last}"
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    assert is_valid(number)
    assert not is_valid(wrong)


def test_numbers_are_read_with_spaces_and_written_with_them():
    assert digits(" 999 190-8358\u00a0") == "9991908358"
    assert spaced("9991908358") == "999 190 8358"


def test_synthetic_numbers_are_valid_different_and_of_the_test_range():
    numbers = [synthetic(n) for n in range(20_000)]

    assert all(map(is_valid, numbers))
    assert len(set(numbers)) == len(numbers)
    assert {number[:3] for number in numbers} == {"999"}


def test_synthetic_numbers_are_always_the_same_and_do_not_look_alike():
    first, second = synthetic(0), synthetic(1)

    assert synthetic(0) == first
    assert sum(a != b for a, b in zip(first[3:], second[3:], strict=True)) > 3


@pytest.mark.parametrize("n", [-1, SYNTHETIC_NUMBERS])
def test_beyond_the_range_there_are_none(n):
    with pytest.raises(ValueError, match="synthetic numbers"):
        synthetic(n)


def test_the_last_synthetic_number_is_one_too():
    assert is_valid(synthetic(SYNTHETIC_NUMBERS - 1))


def test_a_letter_between_the_digits_is_never_taken_out():
    assert digits("999X190 8358") == "999X1908358"


def test_a_check_digit_is_of_exactly_nine_digits():
    for wrong in ("99919083", "9991908358"):
        with pytest.raises(ValueError, match="zip"):
            check_digit(wrong)


def test_the_last_synthetic_number_is_named_where_there_are_no_more():
    with pytest.raises(ValueError, match=f"numbers 0 to {SYNTHETIC_NUMBERS - 1}\\."):
        synthetic(SYNTHETIC_NUMBERS)
