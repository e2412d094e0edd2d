"""A month written by the export, read as tests ask for it."""

import csv
from datetime import UTC, date, datetime

from reporting.dataset.export.folder import export_month

NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)
MAY = date(2026, 5, 1)


def written(out, *, month=MAY, now=NOW, **asked):
    return export_month(month, out=out, by="Dan Hughes", now=now, **asked)


def table(out, name, *, month=MAY, **asked):
    """The rows of one table, by column; empty values are left out."""
    folder = written(out, month=month, **asked).folder
    (path,) = folder.glob(f"IDS{name}*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {column: value for column, value in row.items() if value}
            for row in csv.DictReader(file)
        ]


def keys(out, name="101", column="ServiceRequestId", **asked):
    return {row[column] for row in table(out, name, **asked)}
