"""Who carries whom and what is booked, as it was in the system a service moves in from."""

from datetime import datetime

from django.db import transaction

from caseload.actions import allocation, contacts
from caseload.entries import Booking
from caseload.models import Allocation, CareContact, CaseSummary, ContactKind
from caseload.whose import CARRYING
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals import actions as referral_actions
from referrals.models import Referral, Status
from staff.models import Membership, StaffMember

WHY = "Carried in the old system"
_ENDED = "This referral has ended."
_CHANGED_HERE = "Somebody else was given this person here: that is kept."
_TAKEN_OFF_HERE = (
    "This person was on a caseload here and is on none now: that is kept. Allocate them on their "
    "record."
)


@transaction.atomic
def carry_on(
    *,
    referral: Referral,
    pwp: StaffMember,
    brought_in: int | None,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> Allocation:
    """Put somebody on the caseload they were on, in treatment if that had begun. `brought_in` is
    the allocation that an earlier file made: as long as it stands, another may take its place.

    Raises Refused once ended, for somebody who has left or carries no caseload, and where a person
    has allocated them here, or they have come off a caseload here.
    """
    standing = Allocation.objects.filter(referral=referral, ends_at__isnull=True).first()
    if standing is not None and standing.pwp_id == pwp.pk:
        return standing
    if not referral.is_open:
        raise Refused(_ENDED)
    if standing is not None and standing.pk != brought_in:
        raise Refused(_CHANGED_HERE)
    if standing is None and Allocation.objects.filter(referral=referral).exists():
        raise Refused(_TAKEN_OFF_HERE)
    if not Membership.objects.on(local_date(now)).filter(staff=pwp, role__in=CARRYING).exists():
        raise Refused("This member of staff carries no caseload here: give them a role in a team.")
    made = allocation.allocate(
        referral=referral, pwp=pwp, why=WHY, was_carried=True, by=by, now=now, policy=policy
    )
    _go_on_with_treatment(referral, by=by, now=now)
    return made


@transaction.atomic
def book_again(
    *,
    referral: Referral,
    kind: ContactKind,
    booking: Booking,
    pwp: StaffMember,
    by: StaffMember,
    now: datetime,
) -> CareContact:
    """Put an appointment into the diary that was in the old one. Nobody is written to about it.

    Raises Refused for a time that has passed or is taken, once ended, and for somebody who has left
    or may not be booked yet.
    """
    if booking.starts_at <= now:
        raise Refused("This time has passed. What took place comes with the monthly files.")
    if not pwp.is_active:
        raise Refused("This member of staff no longer works here.")
    if not referral.is_open:
        raise Refused(_ENDED)
    return contacts.book(
        referral=referral, kind=kind, booking=booking, pwp_id=pwp.pk, by=by, now=now
    )


def _go_on_with_treatment(referral: Referral, *, by: StaffMember, now: datetime) -> None:
    current = Referral.objects.get(pk=referral.pk)
    is_treated = CaseSummary.objects.filter(pk=referral.pk, treatment_contacts__gte=1).exists()
    if is_treated and current.status == Status.ALLOCATED:
        referral_actions.move(referral=current, to=Status.IN_TREATMENT, by=by, now=now)
