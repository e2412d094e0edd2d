"""Rows of measures as a file or a table to read."""

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal

from clinical import spreadsheet
from reporting.metric_tables import Row

_NAMES = (
    "id",
    "also",
    "measure",
    "name",
    "kind",
    "group",
    "label",
    "from",
    "to",
    "numerator",
    "denominator",
    "value",
    "unit",
)
Value = str | int | float | None
_OF_A_RATE = "%"


def as_json(rows: Sequence[Row]) -> str:
    """A list of records."""
    return json.dumps([_record(row) for row in rows], indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: Sequence[Row]) -> str:
    """A line of names and one for each row; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_NAMES)
    for row in rows:
        record = _record(row)
        writer.writerow([spreadsheet.cell(_written(record[name])) for name in _NAMES])
    return text.getvalue()


def as_table(rows: Sequence[Row]) -> str:
    """Columns for somebody who reads them."""
    heads = ("Id", "Measure", "Group", "Count", "Out of", "Value")
    lines = [
        (
            row.measure.id,
            row.measure.name,
            row.label,
            _written(_number(row.numerator)),
            _written(_number(row.denominator)),
            f"{_written(_number(row.value))} {_unit(row)}".strip(),
        )
        for row in rows
    ]
    widths = [max(len(line[place]) for line in [heads, *lines]) for place in range(len(heads))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        + "\n"
        for line in [heads, *lines]
    )


def _record(row: Row) -> dict[str, Value]:
    return {
        "id": row.measure.id,
        "also": " ".join(row.measure.also),
        "measure": row.measure.slug,
        "name": row.measure.name,
        "kind": row.measure.kind.value,
        "group": row.group,
        "label": row.label,
        "from": row.period.start.isoformat(),
        "to": row.period.end.isoformat(),
        "numerator": _number(row.numerator),
        "denominator": _number(row.denominator),
        "value": _number(row.value),
        "unit": _unit(row),
    }


def _unit(row: Row) -> str:
    return _OF_A_RATE if row.measure.kind.value == "rate" else row.measure.unit


def _number(value: Decimal | int | str | None) -> Value:
    """A whole number without a point."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _written(value: Value) -> str:
    return "" if value is None else str(value)
