"""Take a case before the others of an opened meeting, or after them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.reason import Reason
from staff.models import StaffMember
from supervision.meeting.locks import held_open
from supervision.models import Part, SupervisionItem, SupervisionSession, SupervisionTurn


@transaction.atomic
def take_first(*, session: SupervisionSession, place: int, by: StaffMember, now: datetime) -> None:
    """Put the case at this place before all others. Raises Refused for anybody but the supervisor,
    outside an opened meeting, and for a case that is decided or not on the agenda.
    """
    session = held_open(session, by=by)
    item = _waiting(session, place)
    first = SupervisionTurn.objects.filter(item__session=session).aggregate(at=Min("number"))
    _put(item, min(first["at"] or 0, 0) - 1, by=by, now=now)


@transaction.atomic
def take_later(*, session: SupervisionSession, place: int, by: StaffMember, now: datetime) -> None:
    """Put the case at this place after all others. Raises Refused as taking it first does, and for
    risk, which is never left to the end.
    """
    session = held_open(session, by=by)
    item = _waiting(session, place)
    had_risk = any(reason == Reason.RISK for reason, *_ in item.reasons)
    if had_risk or item.referral.risk_open_since is not None:
        raise Refused("Risk is not left to the end: it stays where it is.")
    last = SupervisionTurn.objects.filter(item__session=session).aggregate(at=Max("number"))
    _put(item, max(last["at"] or 0, 0) + 1, by=by, now=now)


def _waiting(session: SupervisionSession, place: int) -> SupervisionItem:
    found = SupervisionItem.objects.filter(session=session, place=place, part=Part.AGENDA)
    item = found.select_related("referral").first()
    if item is None:
        raise Refused("There is no such case on the agenda.")
    if item.decisions.exists():
        raise Refused("This case is decided already.")
    return item


def _put(item: SupervisionItem, number: int, *, by: StaffMember, now: datetime) -> None:
    SupervisionTurn.objects.update_or_create(
        item=item, defaults={"number": number, "by": by, "at": now}
    )
    trail.record(
        Event.MEETING_REORDERED,
        by=by,
        at=now,
        about=item.session,
        patient_id=item.referral.patient_id,
        referral_id=item.referral_id,
    )
