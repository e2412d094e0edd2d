"""A meeting that passed without being held gets a reason."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from staff.models import StaffMember
from supervision.models import Side, SupervisionSession


@transaction.atomic
def say_not_held(
    *, session: SupervisionSession, side: Side, why: str, by: StaffMember, now: datetime
) -> SupervisionSession:
    """Record through whom and why a meeting that has passed was not held. The same reason twice is
    one.

    Raises Refused for a meeting that is still to come or was opened, for one that has another
    reason already, and for no reason.
    """
    held = SupervisionSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    why = " ".join(why.split())
    if held.not_held_at is not None and held.not_held_why == why:
        return held
    _refuse_reason(held, why, now=now)
    held.not_held_at, held.not_held_by, held.not_held_why = now, by, why
    held.not_held_side = side
    held.save(update_fields=["not_held_at", "not_held_by", "not_held_why", "not_held_side"])
    trail.record(
        Event.MEETING_PLANNED,
        by=by,
        at=now,
        about=held,
        changes={"not_held_at": ("", now.isoformat())},
    )
    return held


def _refuse_reason(held: SupervisionSession, why: str, *, now: datetime) -> None:
    if held.opened_at is not None:
        raise Refused("This meeting was opened: it was held.")
    if held.not_held_at is not None:
        raise Refused("Somebody has already said why this meeting was not held.")
    if held.starts_at > now:
        raise Refused("This meeting is still to come.")
    if not why:
        raise Refused("Say why it was not held.", field="why")
