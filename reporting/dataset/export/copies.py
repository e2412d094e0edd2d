"""Copies of a month that a spreadsheet may open: no value of them is taken for a formula. They are
never sent, as an apostrophe before a value would be part of it.
"""

import csv
from pathlib import Path

from clinical import spreadsheet
from reporting.dataset.tables import TABLES


def write_copies(folder: Path, into: Path) -> None:
    """One copy of each table of the folder."""
    for table in TABLES:
        name = f"{table.name}.csv"
        with (
            (folder / name).open(encoding="utf-8", newline="") as written,
            (into / name).open("w", encoding="utf-8-sig", newline="") as copy,
        ):
            writer = csv.writer(copy, lineterminator="\r\n")
            for row in csv.reader(written):
                writer.writerow([spreadsheet.cell(value) for value in row])
