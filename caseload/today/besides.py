"""Reminders, and calls of nobody yet: few as they are, one query for both."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from caseload.today import calls, obligations
from caseload.today.calls import CallDue
from caseload.today.obligations import ReminderDue
from referrals.prepared import PreparedFor
from staff.models import StaffMember
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Besides:
    """Each in the order of its being due, calls that mention risk first."""

    calls: tuple[CallDue, ...]
    reminders: tuple[ReminderDue, ...]


def read(*, standing: Standing, until: date, now: datetime) -> Besides:
    """Calls that are this reader's to know of, and reminders due by then. One query."""
    (row,) = _BESIDES.rows(standing.reach, until, given={calls.NOW: now})
    return Besides(
        calls=tuple(map(calls.call, row["calls"])),
        reminders=tuple(map(obligations.reminder, row["reminders"])),
    )


def _besides(standing: Standing, until: date) -> QuerySet[StaffMember, Any]:
    return StaffMember.objects.filter(pk=standing.staff_id).values(
        calls=ArraySubquery(calls.rows(standing)),
        reminders=ArraySubquery(obligations.reminder_rows(standing, until)),
    )


_BESIDES = PreparedFor(_besides, many_json=("calls", "reminders"))
