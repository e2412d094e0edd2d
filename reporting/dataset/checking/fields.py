"""Rules about single values: is it there, is it written well, does its list hold it?"""

from collections.abc import Iterator
from typing import NamedTuple

from clinical import nhs_number
from reporting.dataset import values
from reporting.dataset.checking.findings import Finding
from reporting.dataset.layout import Field, Kind, Rule, Severity, Table
from reporting.dataset.reading import Row

# Fields of their own: what a value is decides more than its length.
_CODED = {
    "SocPerCircumstance": values.is_snomed,
    "CodeObs": values.is_snomed,
    "CodedAssToolType": values.is_snomed,
    "CodeProcAndProcStatus": values.is_procedure,
    "OnsetDate": lambda said: values.read_onset(said) is not None,
}
# Those two cost the whole file, and are judged with it.
_OF_FILE = frozenset({"NHSNumber", "Postcode"})
# What no rule of the standard numbers is said under our own number.
_OURS = Rule("S2-FORMAT", Severity.RECORD)
_OURS_LISTED = Rule("S2-LIST", Severity.WARNING)
_OURS_BLANK = Rule("S2-BLANK", Severity.RECORD)
_LANGUAGES = frozenset(f"q{number}" for number in range(1, 6))
# Of each field so many values are remembered as good: most have far fewer.
_REMEMBERED = 20_000


class _Judged(NamedTuple):
    """One field: which values are known to be good, or of which lengths all of them are."""

    name: str
    good: set[str]
    least: int
    most: int
    rules: Field


class Judge:
    """The rules about single values of one table. It remembers what it has found good."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._judged = [_judged(one) for one in table.fields]

    def of_row(self, row: Row) -> list[Finding]:
        """Everything that is wrong with its single values."""
        found: list[Finding] = []
        said_of = row.values.get
        for name, good, least, most, rules in self._judged:
            said = said_of(name, "")
            if said in good or least <= len(said) <= most:
                continue
            wrong = list(_wrong(self._table, rules, said, row))
            if wrong:
                found += wrong
            elif len(good) < _REMEMBERED and len(said) <= values.LONGEST_REMEMBERED:
                good.add(said)
        return found


def of_row(table: Table, row: Row) -> list[Finding]:
    """Everything that is wrong with the single values of one row."""
    return Judge(table).of_row(row)


def _judged(one: Field) -> _Judged:
    """Keys differ in every row and are judged by their length alone; the rest is remembered."""
    least, most = 1, 0
    if one.name in _OF_FILE:
        most = _REMEMBERED
    elif (
        one.kind is Kind.TEXT
        and one.codes is None
        and one.name not in _CODED
        and not one.name.startswith("LanguageCode")
    ):
        least, most = one.lengths
    return _Judged(one.name, set(), least, most, one)


def _wrong(table: Table, field: Field, said: str, row: Row) -> Iterator[Finding]:
    if not said:
        return _blank(table, field, row)
    return iter(()) if field.name in _OF_FILE else _written(table, field, said, row)


def _blank(table: Table, field: Field, row: Row) -> Iterator[Finding]:
    rule = field.blank_rule or (_OURS_BLANK if field.need == "M" else None)
    if rule:
        yield _finding(table, field, row, rule, f"Fill in {field.name}.")


def _written(table: Table, field: Field, said: str, row: Row) -> Iterator[Finding]:
    if not _is_well_written(field, said):
        to_do = f"Write {field.name} as {_as_words(field)}."
        yield _finding(table, field, row, field.format_rule or _OURS, to_do)
    elif field.codes is not None and said not in field.codes:
        to_do = f"Choose a code of the list “{field.codes.name}” for {field.name}."
        yield _finding(table, field, row, field.list_rule or _OURS_LISTED, to_do)
    elif field.name.startswith("LanguageCode") and not _is_language(said):
        to_do = f"Write {field.name} as two letters of ISO 639-1, or q1 to q5."
        yield _finding(table, field, row, field.list_rule or _OURS_LISTED, to_do)


def _is_well_written(field: Field, said: str) -> bool:
    if field.name in _CODED:
        return _CODED[field.name](said)
    if field.kind is Kind.DATE:
        return values.read_date(said) is not None
    if field.kind is Kind.TIME:
        return values.is_time(said)
    if field.kind is Kind.MOMENT:
        return values.read_moment(said) is not None
    least, most = field.lengths
    return least <= len(said) <= most and (
        field.kind is Kind.TEXT or values.whole(said) is not None
    )


def _is_language(said: str) -> bool:
    lower = said.lower()
    return lower in _LANGUAGES or (len(lower) == 2 and lower.isascii() and lower.isalpha())  # noqa: PLR2004


def _as_words(field: Field) -> str:
    """`a date, such as 2026-10-31`."""
    if field.name in _CODED and field.name != "OnsetDate":
        return "a SNOMED CT code"
    if field.name == "OnsetDate":
        return "a year and month, such as 2026-10"
    named = {
        Kind.DATE: "a date, such as 2026-10-31",
        Kind.TIME: "a time, such as 10:30",
        Kind.MOMENT: "a day and time, such as 2026-11-02T09:30:00",
    }
    if field.kind in named:
        return named[field.kind]
    least, most = field.lengths
    many = f"{most}" if least == most else f"{least} to {most}"
    return f"{many} {'digits' if field.kind is Kind.DIGITS else 'characters'}"


def of_file(row: Row) -> Iterator[tuple[str, str, str]]:
    """Of one patient: the field, the rule and what to do, where it costs the whole file."""
    number, postcode = row["NHSNumber"], row["Postcode"]
    if number and not nhs_number.is_valid(number):
        yield (
            "NHSNumber",
            "REJ006",
            "Correct the NHS number, or leave it out: its check digit fails.",
        )
    if postcode and not values.is_postcode(postcode):
        yield (
            "Postcode",
            "REJ007",
            "Write the postcode with a space between its halves, or leave it out.",
        )


def _finding(table: Table, field: Field, row: Row, rule: Rule, to_do: str) -> Finding:
    return Finding(table.name, row.line, field.name, rule.id, rule.severity, to_do)
