"""Calls of nobody yet on Today: one's own, those one was told of, and, for whoever sees the duty
page, what is overdue or with somebody who is not here. Found by query now, never by a worker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from caseload import calls
from caseload.models import Call, Escalation
from caseload.today import due_words
from clinical import wording
from referrals.prepared import PreparedFor
from staff.models import Absence
from staff.roles import Permission
from staff.standing import Standing

# Stands in the built query for the moment; nothing happens then.
_NOW = datetime(1901, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CallDue:
    """One of them: about whom, as far as anybody knows, whose it is to find out, by when."""

    reference: str
    about: str
    phone: str
    mentions_risk: bool
    at: datetime
    due_by: datetime
    owner_id: int
    owner: str


def read(*, standing: Standing, now: datetime) -> tuple[CallDue, ...]:
    """Those that mention risk first, then by due time. One query."""
    return tuple(_call(row) for row in _CALLS.rows(standing.reach, given={_NOW: now}))


def words(one: CallDue, *, reader_id: int, now: datetime) -> str:
    """`Find out who it is. 36 min waiting, due 17:00.`; of others, whose it is."""
    whose = "" if one.owner_id == reader_id else f" With {one.owner}."
    waited = due_words.waited(one.at, now)
    return f"Find out who it is. {waited} waiting, {due_words.due(one.due_by, now)}.{whose}"


def _calls(standing: Standing) -> QuerySet[Call, Any]:
    told = Escalation.objects.filter(call=OuterRef("pk"), told_id=standing.staff_id)
    concern = Q(owner_id__in=sorted(standing.carried_ids)) | Q(Exists(told))
    if standing.may_elsewhere(Permission.SEE_DUTY):
        away = Absence.objects.on(standing.on).filter(staff_id=OuterRef("owner_id"))
        concern |= Q(due_by__lte=_NOW) | Q(owner__is_active=False) | Q(Exists(away))
    return (
        calls.unsettled()
        .filter(concern)
        .order_by(F("mentions_risk").desc(), "due_by", "pk")
        .values(
            *("reference", "about", "phone", "mentions_risk", "at", "due_by", "owner_id"),
            *("owner__given_name", "owner__family_name"),
        )
    )


_CALLS = PreparedFor(_calls)


def _call(row: Mapping[str, Any]) -> CallDue:
    return CallDue(
        reference=row["reference"],
        about=row["about"],
        phone=row["phone"],
        mentions_risk=row["mentions_risk"],
        at=row["at"],
        due_by=row["due_by"],
        owner_id=row["owner_id"],
        owner=wording.full_name(row["owner__family_name"], row["owner__given_name"]),
    )
