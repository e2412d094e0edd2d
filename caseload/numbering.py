"""Which session is which: "Assess", then 1, 2, 3 for each treatment session that took place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from caseload.models import Attendance, ContactKind
from caseload.models.contact import ATTENDED, MISSED, TREATMENT_KINDS
from clinical.working_days import local_date
from outcomes.chart_layout import ASSESSMENT
from outcomes.progress import Appointment


@dataclass(frozen=True, slots=True)
class Happened:
    """A signed appointment, as the count of sessions needs it."""

    starts_at: datetime
    kind: str
    attendance: str
    sitting_id: int | None


def numbers(happened: Iterable[Happened]) -> Iterator[int | None]:
    """The number of each treatment session that took place; None for everything else."""
    number = 0
    for one in happened:
        is_session = one.attendance in ATTENDED and one.kind in TREATMENT_KINDS
        number += is_session
        yield number if is_session else None


def appointments(happened: Iterable[Happened]) -> tuple[Appointment, ...]:
    """Signed appointments in order, as the charts draw them; what the service cancelled is left
    out.
    """
    rows = tuple(happened)
    return tuple(
        Appointment(
            label=str(number) if number else _initial(one.kind),
            on=local_date(one.starts_at),
            sitting_id=one.sitting_id,
            is_missed=one.attendance in MISSED,
        )
        for one, number in zip(rows, numbers(rows), strict=True)
        if one.attendance in {*ATTENDED, *MISSED, Attendance.NOT_KNOWN} and _is_drawn(one)
    )


def _initial(kind: str) -> str:
    """`Assess`; a review or a follow-up by its letter."""
    return ASSESSMENT if kind == ContactKind.ASSESSMENT else ContactKind(kind).label[:1]


def _is_drawn(one: Happened) -> bool:
    """An appointment of unknown outcome is drawn only where there are answers to draw."""
    return one.attendance != Attendance.NOT_KNOWN or one.sitting_id is not None
