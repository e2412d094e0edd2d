"""Somebody hands over everything: whom they carry, what else is theirs, what supervision agreed."""

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from audit import trail
from audit.events import Event
from caseload.actions import leaving
from caseload.actions.leaving import HandedOver, HandOver
from clinical.policy import Policy
from referrals.models import Referral
from staff.models import StaffMember
from supervision.models import SupervisionAction


@transaction.atomic
def hand_over_everything(
    *, leaver: StaffMember, entry: HandOver, by: StaffMember, now: datetime, policy: Policy
) -> HandedOver:
    """The caseload and, with each person, what was agreed about them; of somebody nobody carries,
    to whoever takes the rest. Raises Refused as handing over the caseload does.
    """
    with trail.written_last():
        done = leaving.hand_over_caseload(leaver=leaver, entry=entry, by=by, now=now, policy=policy)
        carried = Referral.objects.filter(pk=OuterRef("decision__item__referral"))
        theirs = SupervisionAction.objects.filter(owner=leaver, done_at__isnull=True).annotate(
            takes=Subquery(carried.values("carried_by")[:1])
        )
        found = list(theirs.order_by("pk"))
        for agreed in found:
            agreed.owner_id = agreed.takes or entry.rest_to_id
            agreed.save(update_fields=["owner"])
        trail.record(
            Event.AGREED_ACTIONS_PASSED_ON,
            by=by,
            at=now,
            about=leaver,
            changes={"agreed": (len(found), 0)},
        )
    return HandedOver(done.people, done.besides + len(found))
