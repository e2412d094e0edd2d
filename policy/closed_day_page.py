"""The days the service is closed: bank holidays known by rule, and its own closed days."""

from dataclasses import dataclass
from datetime import date, datetime

from clinical import wording
from clinical.working_days import BANK_HOLIDAYS, LAST_YEAR, local_date
from policy.models import ClosedDay

_HOLIDAYS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed day of the service's own."""

    pk: int
    day: str
    name: str
    who: str


@dataclass(frozen=True, slots=True)
class ClosedDayPage:
    """Everything on the page; a warning when the table of bank holidays comes to its end."""

    own: tuple[Closed, ...]
    holidays: tuple[str, ...]
    warning: str


def read(*, now: datetime) -> ClosedDayPage:
    """From today on. One query."""
    today = local_date(now)
    rows = (
        ClosedDay.objects.filter(withdrawn_at__isnull=True, on__gte=today)
        .select_related("set_by")
        .order_by("on")
    )
    coming = sorted(day for day in BANK_HOLIDAYS if day >= today)
    return ClosedDayPage(
        own=tuple(
            Closed(
                pk=row.pk,
                day=wording.table_date(row.on, today),
                name=row.name,
                who=f"{row.set_by.full_name}, {wording.sentence_time(row.set_at, today)}",
            )
            for row in rows
        ),
        holidays=tuple(wording.table_date(day, today) for day in coming[:_HOLIDAYS_SHOWN]),
        warning=_warning(today),
    )


def _warning(today: date) -> str:
    """Due times beyond the table would fall on holidays: said more than a year before."""
    if today.year < LAST_YEAR - 1:
        return ""
    return (
        f"Bank holidays are known until the end of {LAST_YEAR} only. Ask for a new release, or "
        "set later ones here as closed days."
    )
