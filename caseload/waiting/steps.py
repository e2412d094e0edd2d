"""The open next step of a referral: as a column of a list, and in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from caseload.today import due_words
from referrals.models import NextStep


def column() -> Subquery:
    """What, by when and with whom, of referrals."""
    step = NextStep.objects.filter(referral=OuterRef("pk"), done_at__isnull=True)
    said = JSONObject(kind="kind", what="what", due_by="due_by", owner="owner__given_name")
    return Subquery(step.values(said=said)[:1])


def due(step: Mapping[str, Any], *, now: datetime) -> str:
    """`due 17:00`."""
    return due_words.due(datetime.fromisoformat(step["due_by"]), now)


def words(what: str, step: Mapping[str, Any], *, now: datetime) -> str:
    """`Allocate, due 17:00, with Sam`; `what` is what its reader may know of it."""
    return f"{what}, {due(step, now=now)}, with {step['owner'] or 'nobody'}"
