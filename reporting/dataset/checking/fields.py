"""Rules about single values: is it there, is it written well, does its list hold it?"""

from collections.abc import Iterator

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
# What no rule of the standard numbers is said under our own number.
_OURS = Rule("S2-FORMAT", Severity.RECORD)
_OURS_LISTED = Rule("S2-LIST", Severity.WARNING)
_OURS_BLANK = Rule("S2-BLANK", Severity.RECORD)
_LANGUAGES = frozenset(f"q{number}" for number in range(1, 6))


def of_row(table: Table, row: Row) -> Iterator[Finding]:
    """Everything that is wrong with its single values."""
    for field in table.fields:
        said = row[field.name]
        if not said:
            yield from _blank(table, field, row)
        elif field.name not in {"NHSNumber", "Postcode"}:
            # Those two cost the whole file, and are judged with it.
            yield from _written(table, field, said, row)


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
