"""Days as somebody types them from a letter, and whether the person is old enough."""

import re
from datetime import date, datetime

from clinical.wording import age

_OLDEST = 120
_LONGEST_ON_ITS_WAY = 365
_NUMBERS = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})|(\d{2})(\d{2})(\d{4})")
_MONTH_IN_LETTERS = ("%d %b %Y", "%d %B %Y")
_MISSING = "Write the date of birth, such as 12/3/1988."
_WRONG = "That is no day in the calendar. Write day, month and year, such as 12/3/1988."
_YEAR = "Check the year of birth."
_TOO_YOUNG = (
    "This service is for people aged {youngest} or over. Send the referral on to the children and "
    "young people’s mental health service today, and tell whoever referred. If it mentions harm, "
    "ring the duty senior first."
)


def birth_date(typed: str, *, on: date, youngest: int) -> date:
    """The day that was typed. Raises ValueError, in words for whoever types, for no day in the
    calendar, an impossible year, and somebody who is under age.
    """
    if not typed:
        raise ValueError(_MISSING)
    born = _day(typed)
    years = age(born, on)
    if born > on or years > _OLDEST:
        raise ValueError(_YEAR)
    if years < youngest:
        raise ValueError(_TOO_YOUNG.format(youngest=youngest))
    return born


def received(typed: str, *, on: date) -> date:
    """The day on which it came; today where nothing was typed. Raises ValueError for a day to come,
    and for one so long ago that the year must be wrong.
    """
    came = _day(typed) if typed else on
    if came > on:
        raise ValueError("It cannot have been received after today.")
    if (on - came).days > _LONGEST_ON_ITS_WAY:
        raise ValueError("That is more than a year ago: check the year.")
    return came


def written(day: date) -> str:
    """`9/6/2026`: as it is typed."""
    return f"{day.day}/{day.month}/{day.year}"


def _day(text: str) -> date:
    typed = " ".join(text.split())
    found = _NUMBERS.fullmatch(typed) if typed.isascii() else None
    if found is None:
        return _in_letters(re.sub(r"[-/.]", " ", typed))
    day, month, year = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError as wrong:
        raise ValueError(_WRONG) from wrong


def _in_letters(typed: str) -> date:
    for pattern in _MONTH_IN_LETTERS:
        try:
            return datetime.strptime(typed, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(_WRONG)
