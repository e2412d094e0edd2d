"""A pathway as a record of the names and the order in which it leaves the service."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from clinical import spreadsheet
from clinical.instrument import Total
from clinical.pathway import Derived
from clinical.pathway_words import Explained
from clinical.waits import EIGHTEEN_WEEKS, SECOND_LONG, SECOND_LONGEST, SIX_WEEKS

Value = str | int | float | bool | list[str] | None
Record = Mapping[str, Value]


def record(reference: str, derived: Derived) -> dict[str, Value]:
    """Dates as `2026-05-01`, null where there is none."""
    found: dict[str, Value] = {"service_request_id": reference}
    return found | {name: value(derived) for name, value in _FIELDS.items()}


def explained_record(reference: str, explained: Explained) -> dict[str, Value]:
    """The same, and what was used, what decided and what was left out."""
    return record(reference, explained.derived) | {
        "values_used": list(explained.used),
        "rules": list(explained.rules),
        "left_out": list(explained.left_out),
    }


def names(*, explained: bool) -> tuple[str, ...]:
    """What a record holds, in order."""
    more = ("values_used", "rules", "left_out") if explained else ()
    return ("service_request_id", *_FIELDS, *more)


def as_json(records: Iterable[Record]) -> Iterable[str]:
    """A list, piece by piece, so that nobody keeps everybody at once."""
    between = "["
    for one in records:
        yield f"{between}\n{json.dumps(one)}"
        between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def as_csv(records: Iterable[Record], names: Iterable[str]) -> Iterable[str]:
    """A line of names and one for each record; no cell is taken for a formula."""
    heads = list(names)
    yield _line(heads)
    for one in records:
        yield _line([_cell(one[name]) for name in heads])


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(map(spreadsheet.cell, cells))
    return text.getvalue()


def _cell(value: Value) -> str:
    """As in JSON, but for words, which stand as they are, and null, which is empty."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(value)
    return value if isinstance(value, str) else json.dumps(value)


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _number(total: Total | None) -> int | float | None:
    """Whole points, or a mean with its two decimals."""
    if total is None:
        return None
    return int(total) if total == int(total) else float(total)


def _is_over(days: int | None, limit: int) -> bool | None:
    return None if days is None else days > limit


def _is_within(days: int | None, limit: int) -> bool | None:
    return None if days is None else days <= limit


_FIELDS: Mapping[str, Callable[[Derived], Value]] = MappingProxyType(
    {
        "assessment_first_date": lambda one: _day(one.assessment_first_on),
        "care_contact_count": lambda one: one.care_contacts,
        "treatment_count": lambda one: one.treatments,
        "therapy_first_date": lambda one: _day(one.therapy_first_on),
        "therapy_second_date": lambda one: _day(one.therapy_second_on),
        "therapy_last_date": lambda one: _day(one.therapy_last_on),
        "days_to_first_treatment": lambda one: one.days_to_first_treatment,
        "within_42": lambda one: _is_within(one.days_to_first_treatment, SIX_WEEKS),
        "within_126": lambda one: _is_within(one.days_to_first_treatment, EIGHTEEN_WEEKS),
        "days_first_to_second": lambda one: one.days_first_to_second,
        "over_28_first_to_second": lambda one: _is_over(one.days_first_to_second, SECOND_LONG),
        "over_90_first_to_second": lambda one: _is_over(one.days_first_to_second, SECOND_LONGEST),
        "completed_treatment": lambda one: one.is_completed,
        "ended_bucket": lambda one: one.ended_bucket,
        "phq9_first": lambda one: _number(one.phq9_first),
        "phq9_last": lambda one: _number(one.phq9_last),
        "anxiety_measure": lambda one: one.anxiety_measure or None,
        "anxiety_first": lambda one: _number(one.anxiety_first),
        "anxiety_last": lambda one: _number(one.anxiety_last),
        "appropriate_paired_adsm": lambda one: one.is_appropriate,
        "paired_phq9": lambda one: one.phq9_last is not None,
        "paired_anxiety": lambda one: one.anxiety_last is not None,
        "caseness": lambda one: one.is_caseness,
        "not_caseness": lambda one: one.is_not_caseness,
        "improvement": lambda one: one.is_improved,
        "no_change": lambda one: one.is_unchanged,
        "deterioration": lambda one: one.is_deteriorated,
        "recovery": lambda one: one.is_recovered,
        "reliable_recovery": lambda one: one.is_reliably_recovered,
        "low_intensity_first_date": lambda one: _day(one.low_intensity_first_on),
        "high_intensity_first_date": lambda one: _day(one.high_intensity_first_on),
    }
)
