"""What became of the notice of each escalation: read from the outbox, never assumed (S-R5)."""

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject

from clinical.escalation import Level
from jobs.models import OutboxEntry

# As caseload.actions.escalation writes them: whom several levels tell at once has one notice.
_LEVELS = ("", *(f":{level.value}" for level in Level if level is not Level.NAMED_PERSON))


def notice(*, of: str, column: str) -> Subquery:
    """The outbox row of an escalation of `of`, whose number stands in `column`; null where none was
    left, because they wrote it themselves.
    """
    number, whom = Cast(OuterRef(column), CharField()), Cast(OuterRef("told_id"), CharField())
    keys = [Concat(Value(f"{of}:"), number, Value(f"{level}:staff:"), whom) for level in _LEVELS]
    found = OutboxEntry.objects.filter(kind="staff_notice", key__in=keys, added_at=OuterRef("at"))
    row = JSONObject(done_at="done_at", parked_at="parked_at", given_up="given_up_why")
    return Subquery(found.values(row=row)[:1])
