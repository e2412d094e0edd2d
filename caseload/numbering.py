"""Which session is which: "Assess", then 1, 2, 3 for each treatment session that took place.

A week of internet therapy is a session of its last day, after any appointment of that day.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseload.counting import counts_as_attended, treats
from caseload.models import Attendance, ContactKind
from caseload.models.contact import ATTENDED, MISSED
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
    is_planned: bool = True
    therapies: Sequence[str] = ()

    @property
    def is_session(self) -> bool:
        """It counts as treatment."""
        counts = counts_as_attended(attendance=self.attendance, is_planned=self.is_planned)
        return counts and treats(kind=self.kind, therapies=self.therapies)

    @property
    def on(self) -> date:
        """The local day."""
        return local_date(self.starts_at)


def numbers(happened: Iterable[Happened], weeks: Collection[date] = ()) -> Iterator[int | None]:
    """The number of each treatment session that took place; None for everything else."""
    number = 0
    for one in happened:
        number += one.is_session
        yield number + sum(week < one.on for week in weeks) if one.is_session else None


def week_numbers(happened: Iterable[Happened], weeks: Iterable[date]) -> list[int]:
    """The number of each week of internet therapy, these in order of their last days."""
    days = [one.on for one in happened if one.is_session]
    return [
        before + sum(day <= week for day in days) for before, week in enumerate(sorted(weeks), 1)
    ]


def appointments(
    happened: Iterable[Happened], weeks: Collection[date] = ()
) -> tuple[Appointment, ...]:
    """Signed appointments in order, as the charts draw them; what the service cancelled is left
    out. A week of internet therapy has its place, and no questionnaires of its own.
    """
    rows = tuple(happened)
    drawn = [
        Appointment(
            label=str(number) if number else _initial(one.kind),
            on=one.on,
            sitting_id=one.sitting_id,
            is_missed=one.attendance in MISSED and number is None,
        )
        for one, number in zip(rows, numbers(rows, weeks), strict=True)
        if one.attendance in {*ATTENDED, *MISSED, Attendance.NOT_KNOWN} and _is_drawn(one)
    ]
    drawn += [
        Appointment(label=str(number), on=on, sitting_id=None)
        for number, on in zip(week_numbers(rows, weeks), sorted(weeks), strict=True)
    ]
    return tuple(sorted(drawn, key=lambda one: one.on))


def _initial(kind: str) -> str:
    """`Assess`; a review or a follow-up by its letter."""
    return ASSESSMENT if kind == ContactKind.ASSESSMENT else ContactKind(kind).label[:1]


def _is_drawn(one: Happened) -> bool:
    """An appointment of unknown outcome is drawn only where there are answers to draw."""
    return one.attendance != Attendance.NOT_KNOWN or one.sitting_id is not None
