"""The duty page put together: open work in bands of time, and the rota beside it."""

from dataclasses import dataclass
from datetime import datetime

from caseload.duty import open_work, rota_panel
from caseload.duty.rota_panel import RotaPanel
from caseload.duty.rows import Row, row
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from policy import hours
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Band:
    """Rows under one heading, in order of due time."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class DutyPage:
    """Everything on the page."""

    clock: str
    summary: str
    closed: str
    bands: tuple[Band, ...]
    rota: RotaPanel

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, in the order of the page."""
        return tuple(row for band in self.bands for row in band.rows)

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(sorted({row.patient_id for row in self.rows if row.patient_id is not None}))


def read(*, standing: Standing, now: datetime, policy: Policy) -> DutyPage:
    """Everything open, right with every worker dead. Queries: seven, and one outside hours."""
    work = open_work.read(standing=standing, now=now, policy=policy)
    on = local_date(now)
    bands: dict[str, list[Row]] = {"Overdue": [], "Due today": [], "Later": []}
    for one in work.rows:
        is_today = local_date(one.due_by) == on
        heading = "Overdue" if one.due_by <= now else "Due today" if is_today else "Later"
        bands[heading].append(row(one, work, reader_id=standing.staff_id, now=now))
    return DutyPage(
        clock=wording.clock(now),
        summary=_summary(len(work.rows), len(bands["Overdue"])),
        closed=hours.closed_for_staff(policy=policy, now=now),
        bands=tuple(Band(heading, tuple(rows)) for heading, rows in bands.items() if rows),
        rota=rota_panel.read(now=now, policy=policy),
    )


def _summary(count: int, overdue: int) -> str:
    if not count:
        return "Nothing is open."
    late = f"{overdue} overdue" if overdue else "none overdue"
    return f"{count} open, {late}."
