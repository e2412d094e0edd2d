"""Reads and judges single values of the data set (dataset.md 5): dates, numbers, codes, scores."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

EARLIEST = date(1890, 1, 1)
_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]?\s+\d[A-Za-z]{2}")
_MIDNIGHT = re.compile(r"(.+?)[ T]00:00(?::00(?:\.0+)?)?")
_TIME = re.compile(r"(?:.+[ T])?([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
_DATES = ("%Y-%m-%d", "%d/%m/%Y")
_ONSET = re.compile(r"(\d{4})[-/](0[1-9]|1[0-2])")
_ICD10 = re.compile(r"[A-Z]\d[A-Z0-9]{1,5}")
_SNOMED = re.compile(r"\d{6,18}")
_COORDINATED = re.compile(r"(\d{6,18}):(?:408730004|363589002)=(\d{6,18})")
_MIDDLE = re.compile(r"\d\.\d{1,2}")
ICD10, SNOMED = "01", "04"
# A month has hundreds of thousands of dates, and few different ones.
_REMEMBERED = 1 << 16
# What is longer is no value of any field: a file of such would be remembered whole.
LONGEST_REMEMBERED = 100
# More than any field has; Python refuses to read thousands of them.
_MOST_DIGITS = 18


def read_date(said: str) -> date | None:
    """`2026-10-31` or `31/10/2026`, alone or at midnight; None for anything else."""
    return _date(said) if len(said) <= LONGEST_REMEMBERED else None


@lru_cache(_REMEMBERED)
def _date(said: str) -> date | None:
    alone = _MIDNIGHT.fullmatch(said)
    for form in _DATES:
        try:
            found = datetime.strptime(alone[1] if alone else said, form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
        return found if found >= EARLIEST else None
    return None


def read_moment(said: str) -> datetime | None:
    """A time stamp, to the minute or second; it has no zone."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is None else found.replace(tzinfo=None)


def is_time(said: str) -> bool:
    """`10:30`, `10:30:00`, or with a day before it."""
    return _TIME.fullmatch(said) is not None


def is_postcode(said: str) -> bool:
    """With a space between its halves."""
    return _POSTCODE.fullmatch(said) is not None


def read_onset(said: str) -> tuple[int, int] | None:
    """Year and month; a slash is taken, with a warning elsewhere."""
    found = _ONSET.fullmatch(said)
    return (int(found[1]), int(found[2])) if found else None


def is_icd10(said: str) -> bool:
    """With or without its dot."""
    return _ICD10.fullmatch(cleaned_icd10(said)) is not None


def cleaned_icd10(said: str) -> str:
    """`F32.1` as `F321`."""
    return re.sub(r"[^A-Z0-9]", "", said.upper())


def is_snomed(said: str) -> bool:
    """6 to 18 digits of a concept, the last of which checks the others."""
    return _SNOMED.fullmatch(said) is not None and said[-3:-1] in {"00", "10"} and _checks_out(said)


def is_procedure(said: str) -> bool:
    """A concept, or one with its status, as `748051000000105:408730004=385658003`."""
    if found := _COORDINATED.fullmatch(said):
        return all(is_snomed(code) for code in found.groups())
    return is_snomed(said)


def procedure_alone(said: str) -> str:
    """The concept, without the status that may stand beside it."""
    return said.partition(":")[0]


def is_finding(said: str, *, scheme: str) -> bool:
    """A code of its scheme: ICD-10 or SNOMED CT."""
    return is_icd10(said) if scheme == ICD10 else is_snomed(said)


def age_at(birth: date, on: date) -> int:
    """Whole years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def whole(said: str) -> int | None:
    """A whole number without a sign."""
    is_number = said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS
    return int(said) if is_number else None


def score(said: str, *, with_decimals: bool) -> Decimal | None:
    """The score of a tool; the mean of one must have its point, and no other may."""
    if with_decimals:
        return Decimal(said) if _MIDDLE.fullmatch(said) else None
    number = whole(said)
    return None if number is None else Decimal(number)


# Verhoeff’s scheme: each place has its own shuffle, and the digits multiply as turns and flips of a
# pentagon do.
_HALF = 5


def _times(one: int, other: int) -> int:
    """In the dihedral group of ten: turns below five, flips from five on."""
    if one < _HALF:
        return (one + other) % _HALF if other < _HALF else _HALF + (one + other) % _HALF
    return _HALF + (one - other) % _HALF if other < _HALF else (one - other) % _HALF


_SHUFFLE = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _checks_out(number: str) -> bool:
    found = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit)
        for _ in range(place % 8):
            value = _SHUFFLE[value]
        found = _times(found, value)
    return found == 0
