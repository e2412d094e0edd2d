"""What was added to signed meetings of the practice service: by a supervisor, and by a PWP."""

from collections.abc import Iterator
from datetime import timedelta

from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from supervision.models import (
    DecisionCode,
    SupervisionAmendment,
    SupervisionDecision,
    SupervisionSession,
)

_PAIRS = 2
_AMENDED = "The GP rang back after we had signed: the medication review is on Friday."
_REMARKED = "We said weekly calls until the end of June; after that every two weeks."


def write_amendments(order: Order, ids: Ids) -> None:
    """After the meetings: beside the latest that each of two pairs has signed."""
    SupervisionAmendment.objects.bulk_create(_amendments(order, ids))


def _amendments(order: Order, ids: Ids) -> Iterator[SupervisionAmendment]:
    before = order.now - timedelta(days=1)
    signed = SupervisionSession.objects.filter(signed_at__lt=before).order_by("-starts_at")
    for supervisee in ids.staff[:_PAIRS]:
        session = signed.filter(supervisee=supervisee).first()
        if session is None or session.signed_at is None:
            continue
        at = session.signed_at
        changed = SupervisionDecision.objects.filter(
            item__session=session, code=DecisionCode.CHANGE
        ).first()
        yield SupervisionAmendment(
            session=session,
            item_id=None if changed is None else changed.item_id,
            text=_AMENDED,
            by_id=session.supervisor_id,
            at=at + timedelta(hours=2),
        )
        yield SupervisionAmendment(
            session=session, text=_REMARKED, by_id=supervisee, at=at + timedelta(hours=3)
        )
