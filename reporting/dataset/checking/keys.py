"""Rules between rows: nothing twice, and nothing without what it hangs from."""

from reporting.dataset.checking.findings import Finding
from reporting.dataset.checking.known import Known
from reporting.dataset.checking.rules import CHILDREN, UNIQUE, Child, Empty, Unique
from reporting.dataset.layout import Rule, Table
from reporting.dataset.reading import Row


class Seen:
    """Which keys a table has had."""

    def __init__(self, table: Table, known: Known) -> None:
        self._table = table
        self._known = known
        self._child = CHILDREN.get(table.name)
        self._parents = known.held(self._child.parent) if self._child else {}
        self._uniques = [(one, set[tuple[str, ...]]()) for one in UNIQUE.get(table.name, ())]

    def of_row(self, row: Row) -> list[Finding]:
        """What it repeats, and what it lacks."""
        found = []
        child, said_of = self._child, row.values.get
        if child and (key := said_of(child.field, "")) and key not in self._parents:
            found.append(self._orphaned(child, key, row))
        for unique, keys in self._uniques:
            key_of = tuple([said_of(name, "") for name in unique.fields])
            if _counts(unique, key_of):
                if key_of in keys:
                    found.append(self._again(unique, row))
                else:
                    keys.add(key_of)
        return found

    def _again(self, unique: Unique, row: Row) -> Finding:
        first, last = unique.fields[0], unique.fields[-1]
        if unique.empty is Empty.ALONE:
            to_do = f"Leave {last} empty in one row of each {first}: another row has it empty."
        else:
            to_do = f"Send {_and(unique.fields)} once: another row has the same."
        return _finding(self._table, row, first, unique.rule, to_do)

    def _orphaned(self, child: Child, key: str, row: Row) -> Finding:
        if key in self._known.fallen[child.parent]:
            to_do = f"It falls with its row of {child.parent}: mend that one."
        else:
            to_do = f"Send its row of {child.parent}, or take this one out."
        return _finding(self._table, row, child.field, child.rule, to_do)


def _counts(unique: Unique, key: tuple[str, ...]) -> bool:
    """Whether a row with this key can break the rule at all."""
    if unique.empty is Empty.ALONE:
        return not key[-1] and all(key[:-1])
    return unique.empty is Empty.COUNTS or "" not in key


def _and(fields: tuple[str, ...]) -> str:
    return fields[0] if len(fields) == 1 else f"{', '.join(fields[:-1])} and {fields[-1]}"


def _finding(table: Table, row: Row, field: str, rule: Rule, to_do: str) -> Finding:
    return Finding(table.name, row.line, field, rule.id, rule.severity, to_do)
