"""Add words beside a signed meeting."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from staff.models import StaffMember
from supervision.models import SupervisionAmendment, SupervisionItem, SupervisionSession
from supervision.models.lengths import WORDS


@transaction.atomic
def amend(
    *,
    session: SupervisionSession,
    place: int | None,
    text: str,
    by: StaffMember,
    now: datetime,
) -> SupervisionAmendment:
    """Add to a signed meeting, about the case at this place or the whole of it.

    Either of the two may: the supervisor amends what she decided and signed; whoever was supervised
    adds a remark, because she carries the people it is about and must be able to say that something
    was meant otherwise. Neither changes a decision. Raises Refused for anybody else, before the
    meeting is signed, without words or with too many, and for a case that was not in it.
    """
    if by.pk not in {session.supervisor_id, session.supervisee_id}:
        raise Refused("Only the two people of this meeting add to it.")
    if session.signed_at is None:
        raise Refused("This meeting is not signed yet: decide in the meeting itself.")
    words = text.strip()
    if not words:
        raise Refused("Write what is added.", field="text")
    if len(words) > WORDS:
        raise Refused(f"What is added: {WORDS} characters at most.", field="text")
    item = None if place is None else _item(session, place)
    amendment = SupervisionAmendment.objects.create(
        session=session, item=item, text=words, by=by, at=now
    )
    trail.record(
        Event.MEETING_AMENDED,
        by=by,
        at=now,
        about=amendment,
        patient_id=None if item is None else item.referral.patient_id,
        referral_id=None if item is None else item.referral_id,
    )
    return amendment


def _item(session: SupervisionSession, place: int) -> SupervisionItem:
    found = SupervisionItem.objects.filter(session=session, place=place)
    item = found.select_related("referral").first()
    if item is None:
        raise Refused("There is no such case in this meeting.", field="case")
    return item
