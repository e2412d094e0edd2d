"""The one door to a patient's record. It stands at the edge: a look happens now."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils import timezone

from audit import trail
from audit.events import Event
from referrals.models import Referral
from referrals.prepared import PreparedRow
from referrals.visibility import grants, relation_used
from staff.models import StaffMember
from staff.roles import Permission

_BY_REFERENCE = PreparedRow(
    lambda reference: Referral.objects.filter(reference=reference),
    stand_in="(reference)",
    related=("patient", "team", "carried_by"),
)


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record somebody may see, everything they may do on it, and through which relation."""

    referral: Referral
    may: frozenset[Permission]
    relation: str


def open_record(request: HttpRequest, reference: str, *, needs: Permission) -> OpenedRecord:
    """The referral behind a reference, if this person may do this on it; the look is on the trail.

    Raises Http404 alike for a reference that is not theirs and for one that does not exist.
    """
    member = request.user
    if not isinstance(member, StaffMember) or member.standing is None:
        raise Http404
    now = timezone.now()  # noqa: TID251 - the edge
    on = member.standing.on
    referral = _BY_REFERENCE.first(reference)
    may = frozenset() if referral is None else grants(referral, member.standing, on=on)
    if referral is None or needs not in may:
        trail.record_view(
            Event.ACCESS_REFUSED,
            by=member,
            at=now,
            referral_id=None if referral is None else referral.pk,
            result="refused",
        )
        raise Http404
    relation = relation_used(referral, member.standing, needs=needs, on=on)
    trail.record_view(
        Event.RECORD_VIEWED,
        by=member,
        at=now,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        relation=relation,
    )
    return OpenedRecord(referral=referral, may=may, relation=relation)
