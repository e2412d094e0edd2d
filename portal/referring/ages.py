"""How old somebody is on a day, and the age above which a year was mistyped."""

from datetime import date

OLDEST = 120


def age_on(born: date, *, on: date) -> int:
    """In whole years; below 0 for somebody born after that day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
