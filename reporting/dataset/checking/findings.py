"""What a check finds: where, which rule, what it costs, what to do, and whom it concerns."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reporting.dataset.layout import Severity, Table

# Of each rule so many are listed; the rest are counted.
LISTED = 1_000
_ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `line` is 0 for a whole file; `referral` is empty where it concerns
    none; `to_do` says what to do and never repeats the value.
    """

    table: str
    line: int
    field: str
    rule: str
    severity: Severity
    to_do: str
    referral: str = ""
    patient: str = ""


def of_file(table: Table, rule: str, to_do: str, *, line: int = 0, column: str = "") -> Finding:
    """What costs the whole file."""
    return Finding(table.name, line, column, rule, Severity.FILE, to_do)


@dataclass(slots=True)
class Findings:
    """All that was found, the dearest first; counted without end, and listed up to a bound."""

    counts: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    _listed: list[Finding] = field(default_factory=list)

    def add(self, found: Iterable[Finding]) -> bool:
        """Keep these; whether any of them costs the record."""
        costs = False
        for one in found:
            self.counts[one.rule, one.severity] += 1
            if self.counts[one.rule, one.severity] <= LISTED:
                self._listed.append(one)
            costs = costs or one.severity is not Severity.WARNING
        return costs

    def __iter__(self) -> Iterator[Finding]:
        """What rejects the file first, then groups, records and warnings; by table and line."""
        return iter(
            sorted(
                self._listed,
                key=lambda one: (_ORDER.index(one.severity), one.table, one.line, one.rule),
            )
        )

    def count(self, severity: Severity) -> int:
        """How many of what it costs, those not listed too."""
        return sum(many for (_, costs), many in self.counts.items() if costs is severity)

    @property
    def total(self) -> int:
        """All of them."""
        return self.counts.total()

    @property
    def unlisted(self) -> int:
        """How many are counted only."""
        return self.total - len(self._listed)
