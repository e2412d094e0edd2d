"""The NHS number: ten digits, of which the last is a check digit (modulus 11)."""

_LENGTH = 10
_MODULUS = 11
_TEST_RANGE = "999"
_GROUPS, _VALID_PER_GROUP = 100_000, 9
SYNTHETIC_NUMBERS = _GROUPS * _VALID_PER_GROUP
_STRIDE = 556_247  # shares no factor with the number of numbers, so that every one comes once


def digits(text: str) -> str:
    """The number as typed, without the spaces and hyphens people put in it."""
    return "".join(character for character in text if character not in " -\u00a0\t")


def is_valid(text: str) -> bool:
    """Ten ASCII digits with a right check digit. Spaces are for `digits` to take out first."""
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
        return False
    return check_digit(text[:-1]) == int(text[-1])


def check_digit(nine: str) -> int | None:
    """The tenth digit for the first nine; None where they can make no valid number."""
    weighted = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True)
    )
    digit = (_MODULUS - weighted % _MODULUS) % _MODULUS
    return None if digit == 10 else digit


def spaced(number: str) -> str:
    """`999 190 8358`: groups of three, three and four."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def synthetic(n: int) -> str:
    """The nth valid number of the test range that starts with 999, counted from 0, each different.

    Neighbours are scattered over the range, so that people in a list do not look alike.
    """
    if not 0 <= n < SYNTHETIC_NUMBERS:
        raise ValueError(f"There are synthetic numbers 0 to {SYNTHETIC_NUMBERS - 1}.")
    group, place = divmod(n * _STRIDE % SYNTHETIC_NUMBERS, _VALID_PER_GROUP)
    nines = (f"{_TEST_RANGE}{group:05d}{last}" for last in range(10))
    # At most one of ten neighbours has no check digit, so nine are always there to choose from.
    valid = [f"{nine}{digit}" for nine in nines if (digit := check_digit(nine)) is not None]
    return valid[place]
