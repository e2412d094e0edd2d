"""What stands in one row of the five files, as the house keeps it; what is wrong with it, in words
that never hold the value.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clinical.errors import Refused
from clinical.working_days import Purpose, clock_parts, moment
from policy.wordings import LANGUAGES
from reporting.dataset import values
from reporting.dataset.importer.details.columns import DetailsFile
from reporting.dataset.reading import Row

_YES_NO = {"Y": True, "YES": True, "N": False, "NO": False}
_FEWEST_DIGITS = 5
_EARLIEST = date(1990, 1, 1)
_LANGUAGES = {name.lower(): code for code, name in LANGUAGES.items()} | {
    code: code for code in LANGUAGES
}


class WrongCell(ValueError):  # noqa: N818 - the name says what is wrong
    """A cell that cannot be taken: in which column, and why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def cells_of(row: Row, file: DetailsFile) -> Mapping[str, str]:
    """Every column of the file, empty where the row has none. Raises WrongCell."""
    found = {}
    for column in file.columns:
        said = unicodedata.normalize("NFC", row[column.name])
        if column.is_needed and not said:
            raise WrongCell(column.name, "Blank: every row needs it.")
        if len(said) > column.longest:
            why = f"Longer than {column.longest:,} characters: shorten it."
            raise WrongCell(column.name, why)
        if any(_is_hidden(sign) for sign in said):
            raise WrongCell(column.name, "It holds signs that cannot be read: type it again.")
        found[column.name] = said
    return found


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} and sign not in "\n\r\t"


def on_one_line(said: str) -> str:
    """An address in one cell may have line breaks."""
    return ", ".join(part.strip(" ,") for part in said.splitlines() if part.strip(" ,"))


def yes_or_no(cells: Mapping[str, str], field: str) -> bool | None:
    """None where nobody asked. Raises WrongCell."""
    if not cells[field]:
        return None
    said = _YES_NO.get(cells[field].upper())
    if said is None:
        raise WrongCell(field, "Neither Y nor N.")
    return said


def phone(cells: Mapping[str, str], field: str) -> str:
    """As people dial it. Raises WrongCell."""
    said = cells[field]
    if said and (
        sum(sign.isdigit() for sign in said) < _FEWEST_DIGITS
        or any(not sign.isdigit() and sign not in "+()-. " for sign in said)
    ):
        raise WrongCell(field, "No phone number: digits and spaces, one number alone.")
    return said


def email(cells: Mapping[str, str], field: str) -> str:
    """Raises WrongCell."""
    said = cells[field]
    try:
        if said:
            validate_email(said)
    except ValidationError as wrong:
        raise WrongCell(field, "No email address: one alone, such as name@example.org.") from wrong
    return said


def language(cells: Mapping[str, str], field: str) -> str:
    """The code of a language in which this service has words. Raises WrongCell."""
    said = cells[field].lower()
    if said and said not in _LANGUAGES:
        known = ", ".join(LANGUAGES.values())
        raise WrongCell(field, f"None of {known}: leave it empty, and say it under Needs.")
    return _LANGUAGES.get(said, "")


def day(cells: Mapping[str, str], field: str) -> date:
    """Raises WrongCell."""
    found = values.read_date(cells[field])
    if found is None or found < _EARLIEST:
        raise WrongCell(field, "No such day: write it as 2026-10-31 or 31/10/2026.")
    return found


def past_day(cells: Mapping[str, str], field: str, *, on: date) -> date:
    """Raises WrongCell."""
    found = day(cells, field)
    if found > on:
        raise WrongCell(field, "The day of a note cannot be after today.")
    return found


def starts_at(cells: Mapping[str, str]) -> datetime:
    """Of the columns Date and Time. Raises WrongCell."""
    on = day(cells, "Date")
    try:
        clock_parts(cells["Time"])
    except Refused as wrong:
        raise WrongCell("Time", "No such time: write it as 10:30.") from wrong
    return moment(on, cells["Time"], purpose=Purpose.NOT_BEFORE)


def number(cells: Mapping[str, str], field: str, *, least: int, most: int, usual: int) -> int:
    """Raises WrongCell."""
    said = cells[field]
    if not said:
        return usual
    if not (said.isascii() and said.isdigit() and least <= int(said) <= most):
        raise WrongCell(field, f"No number from {least} to {most}.")
    return int(said)


def choice(cells: Mapping[str, str], field: str, *, of: Mapping[str, str], usual: str) -> str:
    """One of these words, in any case; `of` is stored value by label. Raises WrongCell."""
    said = cells[field].casefold()
    if not said:
        return usual
    for value, label in of.items():
        if said in {value.casefold(), label.casefold()}:
            return value
    raise WrongCell(field, f"None of: {', '.join(of.values())}.")
