"""Rules between rows: nothing twice, and nothing without what it hangs from."""

from collections import defaultdict
from collections.abc import Iterator

from reporting.dataset.checking.findings import Finding
from reporting.dataset.checking.known import Known
from reporting.dataset.checking.rules import CHILDREN, UNIQUE, Unique
from reporting.dataset.layout import Rule, Table
from reporting.dataset.reading import Row


class Seen:
    """Which keys a table has had."""

    def __init__(self) -> None:
        self._keys: dict[str, set[tuple[str, ...]]] = defaultdict(set)

    def of_row(self, table: Table, row: Row, known: Known) -> Iterator[Finding]:
        """What it repeats, and what it lacks."""
        yield from self._orphaned(table, row, known)
        for unique in UNIQUE.get(table.name, ()):
            if self._is_again(unique, row):
                to_do = f"Send {_and(unique.fields)} once: another row has the same."
                yield _finding(table, row, unique.fields[0], unique.rule, to_do)

    def _is_again(self, unique: Unique, row: Row) -> bool:
        key = tuple(row[field] for field in unique.fields)
        # The second rule about work is about empty dates alone; the first is about the others.
        if not unique.empty_counts and "" in key:
            return False
        if key in self._keys[unique.rule.id]:
            return True
        self._keys[unique.rule.id].add(key)
        return False

    @staticmethod
    def _orphaned(table: Table, row: Row, known: Known) -> Iterator[Finding]:
        child = CHILDREN.get(table.name)
        if child is None or not row[child.field] or known.has(child.parent, row[child.field]):
            return
        if row[child.field] in known.fallen[child.parent]:
            to_do = f"It falls with its row of {child.parent}: mend that one."
        else:
            to_do = f"Send its row of {child.parent}, or take this one out."
        yield _finding(table, row, child.field, child.rule, to_do)


def _and(fields: tuple[str, ...]) -> str:
    return fields[0] if len(fields) == 1 else f"{', '.join(fields[:-1])} and {fields[-1]}"


def _finding(table: Table, row: Row, field: str, rule: Rule, to_do: str) -> Finding:
    return Finding(table.name, row.line, field, rule.id, rule.severity, to_do)
