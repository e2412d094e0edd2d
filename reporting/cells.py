"""What was counted of each period and group, and how it is counted from rows as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from reporting import statements
from reporting.dimensions import Dimension
from reporting.figures import Chosen
from reporting.metrics.measure import Measure, Placed, Tally
from reporting.period import Period


@dataclass(slots=True)
class Cell:
    """One period and group. Nobody counted is 0 of each tally, and no statistic."""

    label: str = ""
    tallies: dict[tuple[Placed, Tally], int] = field(default_factory=dict)
    statistics: dict[tuple[Placed, str], Decimal | None] = field(default_factory=dict)

    def take(self, other: "Cell") -> None:
        """What another way of counting found of the same."""
        self.label = self.label or other.label
        self.tallies.update(other.tallies)
        self.statistics.update(other.statistics)


Cells = Mapping[tuple[date, str], Cell]


def together(parts: Sequence[Cells]) -> Cells:
    """What several ways of counting found, as one."""
    found: dict[tuple[date, str], Cell] = {}
    for part in parts:
        for key, cell in part.items():
            found.setdefault(key, Cell()).take(cell)
    return found


def live(
    measures: Sequence[Measure],
    *,
    periods: Sequence[Period],
    chosen: Chosen,
    dimension: Dimension | None = None,
) -> Cells:
    """Count rows as they are, in one query. Periods begin on different days."""
    kept = statements.branches(measures)
    sql = statements.counting(kept, chosen=chosen, dimension=dimension)
    with connection.cursor() as cursor:
        cursor.execute(sql, statements.parameters(periods, chosen))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    found: dict[tuple[date, str], Cell] = {}
    for number, start, group, tallies, statistics, label in rows:
        branch = kept[number]
        cell = found.setdefault((start, group), Cell(label))
        cell.tallies.update(_keyed(branch.placed, branch.tallies, tallies))
        cell.statistics.update(_keyed(branch.placed, branch.statistics, statistics))
    return found


def _keyed(placed: Placed, names: Sequence[Any], values: Sequence[Any]) -> dict[Any, Any]:
    return {(placed, name): value for name, value in zip(names, values, strict=True)}
