"""A page of the triage queue."""

from dataclasses import dataclass
from datetime import datetime

from caseload.triage import source
from caseload.triage.order import place_of
from caseload.triage.rows import QueueRow, contact_row, row
from clinical.policy import Policy
from clinical.working_days import local_date
from staff.standing import Standing

ON_A_PAGE = 25
_RISK = "First here: a risk flag is open"
_BY_DAY = "By 6-week day, nearest first; of one day, who came first"


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of it: who begins it, who begins the next; empty where there is none."""

    rows: tuple[QueueRow, ...]
    start: str
    following: str
    total: str
    is_clinical: bool

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for one in self.rows)

    @property
    def groups(self) -> tuple[tuple[str, tuple[QueueRow, ...]], ...]:
        """The rows under the reason why they stand where they do."""
        risk = tuple(one for one in self.rows if one.has_risk)
        rest = tuple(one for one in self.rows if not one.has_risk)
        headed = ((_RISK, risk), (_BY_DAY, rest))
        return tuple((heading, rows) for heading, rows in headed if rows)

    @property
    def first(self) -> str:
        """Who stands first on this page."""
        return self.rows[0].reference if self.rows else ""

    @property
    def place(self) -> str:
        """`All 12`, or `25 of 240`."""
        shown = len(self.rows)
        return f"{shown} of {self.total}" if self.start or self.following else f"All {shown}"


def read(
    *,
    standing: Standing,
    start: str,
    current: str,
    total: str,
    is_clinical: bool,
    now: datetime,
    policy: Policy,
) -> Queue:
    """The page that begins with `start`, or the first. A fixed number of queries."""
    found = source.rows(
        standing,
        on=local_date(now),
        start=place_of(start) if start else None,
        limit=ON_A_PAGE + 1,
        clinical=is_clinical,
    )
    page, beyond = found[:ON_A_PAGE], found[ON_A_PAGE:]
    return Queue(
        rows=tuple(
            row(one, current=current, now=now, policy=policy)
            if is_clinical
            else contact_row(one, now=now)
            for one in page
        ),
        start=start,
        following=beyond[0]["reference"] if beyond else "",
        total=total,
        is_clinical=is_clinical,
    )
