"""Calls of nobody yet on Today: one's own, those one was told of, and, for whoever sees the duty
page, what is overdue or with somebody who is not here. Found by query now, never by a worker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from caseload import calls
from caseload.models import Call, Escalation
from caseload.today import due_words
from clinical import wording
from staff.models import Absence
from staff.roles import Permission
from staff.standing import Standing

# Stands in the built query for the moment; nothing happens then.
NOW = datetime(1901, 1, 1, tzinfo=UTC)
_COLUMNS = (
    "reference", "about", "phone", "mentions_risk", "at", "due_by", "owner_id",
    "owner__given_name", "owner__family_name",
)  # fmt: skip


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


def words(one: CallDue, *, reader_id: int, now: datetime) -> str:
    """`Find out who it is. 36 min waiting, due 17:00.`; of others, whose it is."""
    whose = "" if one.owner_id == reader_id else f" With {one.owner}."
    waited = due_words.waited(one.at, now)
    return f"Find out who it is. {waited} waiting, {due_words.due(one.due_by, now)}.{whose}"


def rows(standing: Standing) -> QuerySet[Call, Any]:
    """Those that mention risk first, then by due time; each as JSON, for a larger query."""
    told = Escalation.objects.filter(call=OuterRef("pk"), told_id=standing.staff_id)
    concern = Q(owner_id__in=sorted(standing.carried_ids)) | Q(Exists(told))
    if standing.may_elsewhere(Permission.SEE_DUTY):
        away = Absence.objects.on(standing.on).filter(staff_id=OuterRef("owner_id"))
        concern |= Q(due_by__lte=NOW) | Q(owner__is_active=False) | Q(Exists(away))
    return (
        calls.unsettled()
        .filter(concern)
        .order_by(F("mentions_risk").desc(), "due_by", "pk")
        .values(row=JSONObject(**{name: name for name in _COLUMNS}))
    )


def call(row: Mapping[str, Any]) -> CallDue:
    """One of those rows."""
    return CallDue(
        reference=row["reference"],
        about=row["about"],
        phone=row["phone"],
        mentions_risk=row["mentions_risk"],
        at=datetime.fromisoformat(row["at"]),
        due_by=datetime.fromisoformat(row["due_by"]),
        owner_id=row["owner_id"],
        owner=wording.full_name(row["owner__family_name"], row["owner__given_name"]),
    )
