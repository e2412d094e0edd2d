"""The duty page put together: open work in bands of time, and the rota beside it."""

from dataclasses import dataclass
from datetime import datetime

from caseload import calls
from caseload.duty import open_work
from caseload.duty.call_rows import CallRow, call_row
from caseload.duty.rows import Row, row
from caseload.rota import panel
from caseload.rota.panel import RotaPanel
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from policy import hours
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Band:
    """Rows under one heading, in order of due time."""

    heading: str
    rows: tuple[Row | CallRow, ...]


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
        """Every risk action, in the order of the page."""
        return tuple(one for band in self.bands for one in band.rows if isinstance(one, Row))

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(sorted({row.patient_id for row in self.rows if row.patient_id is not None}))


def read(*, standing: Standing, now: datetime, policy: Policy) -> DutyPage:
    """Everything open, right with every worker dead. Queries: eight, and one outside hours."""
    work, me = open_work.read(standing=standing, now=now, policy=policy), standing.staff_id
    open_now: list[tuple[datetime, Row | CallRow]] = [
        (one.due_by, row(one, work, reader_id=me, now=now)) for one in work.rows
    ]
    open_now += [
        (one.due_by, call_row(one, service=work.service, reader_id=me, now=now, policy=policy))
        for one in calls.of_nobody_yet(now)
    ]
    bands = _bands(open_now, now=now)
    return DutyPage(
        clock=wording.clock(now),
        summary=_summary(len(open_now), overdue=sum(due <= now for due, _ in open_now)),
        closed=hours.closed_for_staff(policy=policy, now=now),
        bands=bands,
        rota=panel.read(now=now, policy=policy),
    )


def _bands(open_now: list[tuple[datetime, Row | CallRow]], *, now: datetime) -> tuple[Band, ...]:
    """By due time and nothing else, overdue first."""
    on = local_date(now)
    bands: dict[str, list[Row | CallRow]] = {"Overdue": [], "Due today": [], "Later": []}
    for due_by, one in sorted(open_now, key=lambda pair: pair[0]):
        is_today = local_date(due_by) == on
        heading = "Overdue" if due_by <= now else "Due today" if is_today else "Later"
        bands[heading].append(one)
    return tuple(Band(heading, tuple(rows)) for heading, rows in bands.items() if rows)


def _summary(count: int, *, overdue: int) -> str:
    if not count:
        return "Nothing is open."
    late = f"{overdue} overdue" if overdue else "none overdue"
    return f"{count} open, {late}."
