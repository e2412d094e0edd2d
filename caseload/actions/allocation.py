"""Who carries a referral."""

from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload import next_steps
from caseload.actions import handovers, moved_bookings, waiting_order
from caseload.models import Allocation
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals import actions as referral_actions
from referrals.changes import changed
from referrals.models import Referral, Status
from staff.models import Membership, StaffMember


@transaction.atomic
def allocate(
    *,
    referral: Referral,
    pwp: StaffMember,
    why: str,
    was_carried: bool = False,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> Allocation:
    """Put an open referral on somebody's caseload, ending whatever allocation it had; into their
    team, where they do not work in its own. What its former carrier was to do next, and about risk,
    the new one does, and what was booked with them moves into the new diary where it is free.
    Whoever was carried before they came here passes over nobody who waits.

    Raises Refused for an ended referral or somebody who has left.
    """
    referral = Referral.objects.lock(referral.pk)
    if not referral.is_open:
        raise Refused("This referral has ended.")
    if not pwp.is_active:
        raise Refused(f"{pwp.full_name} no longer works here.")
    before, team_id = referral.carried_by_id, _team_of(referral, pwp, on=local_date(now))
    if before is None and not was_carried:
        waiting_order.note_allocation(referral=referral, why=why, by=by, now=now, policy=policy)
    Allocation.objects.filter(referral=referral, ends_at__isnull=True).update(ends_at=now)
    allocation = Allocation.objects.create(
        referral=referral, pwp=pwp, starts_at=now, by=by, why=why
    )
    referral_actions.set_carrier(
        referral=referral, staff_id=pwp.pk, team_id=team_id, by=by, now=now
    )
    next_steps.hand_over(referral=referral, before=before, to=pwp, by=by, now=now, policy=policy)
    moved_bookings.to_new_carrier(
        referral=referral, before=before, to=pwp, by=by, now=now, policy=policy
    )
    handovers.to_new_carrier(referral=referral, before=before, to=pwp, by=by, now=now)
    if referral.status in (Status.RECEIVED, Status.WAITING):
        referral_actions.move(referral=referral, to=Status.ALLOCATED, by=by, now=now)
    changed([referral.pk], now=now)
    trail.record(
        Event.ALLOCATED,
        by=by,
        at=now,
        about=allocation,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"carried_by": (before, pwp.pk)},
    )
    return allocation


def _team_of(referral: Referral, pwp: StaffMember, *, on: date) -> int:
    """The referral's team where this person works in it, otherwise one of theirs."""
    teams = list(
        Membership.objects.on(on)
        .filter(staff=pwp)
        .order_by("starts_on", "pk")
        .values_list("team_id", flat=True)
    )
    return referral.team_id if referral.team_id in teams or not teams else int(teams[0])
