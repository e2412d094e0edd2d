"""What taking rows of the five files has in common: who brings them in, and what came of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clinical.policy import Policy
from reporting.dataset.importer.bundles import LeftOut, Taken
from reporting.dataset.importer.details.cells import WrongCell
from reporting.dataset.importer.details.columns import DetailsFile
from reporting.dataset.importer.details.keys import Keys
from staff.models import StaffMember

# Rules of ours, beside the national ones.
CELL, TWICE, UNKNOWN, REFUSED, KEPT = "S2-CELL", "S2-TWICE", "S2-KEY", "S2-REFUSED", "S2-KEPT"
NO_PATIENT = "Nobody came in under this number: mend it, or bring in the monthly files first."
NO_REFERRAL = "No referral came in under this number: mend it, or bring in the monthly files first."
NO_STAFF = "Nobody of the staff is known under this number: name them in staff.csv."


@dataclass(frozen=True, slots=True)
class Given:
    """One row, its cells checked."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells[name]


@dataclass(slots=True)
class Bringing:
    """One run: for whom, when, and what it has come to so far."""

    keys: Keys
    by: StaffMember
    now: datetime
    policy: Policy
    is_dry_run: bool
    # Whom the rows name is not in yet: the monthly files beside them were only looked at.
    is_form_only: bool = False
    taken: Taken = field(default_factory=Taken)
    # In a dry run: whom staff.csv would give an account.
    would_be_staff: set[str] = field(default_factory=set)

    def leave_out(
        self, file: DetailsFile, row: Given, why: str, *, rule: str, field_name: str = ""
    ) -> None:
        """A row that is not taken, and why."""
        self.taken.left_out.append(LeftOut(file.file_name, row.line, field_name, rule, why))

    def wrong(self, file: DetailsFile, row: Given, wrong: WrongCell) -> None:
        """A cell of a row cannot be taken, and so the row is not."""
        self.leave_out(file, row, str(wrong), rule=CELL, field_name=wrong.field)
