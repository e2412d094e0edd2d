"""A senior puts a person on the caseload they chose, with the first appointment offered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from caseload.actions import allocation, contacts
from caseload.actions.waiting_order import AT_TRIAGE
from caseload.entries import Booking
from caseload.models import Allocation, CareContact, CaseSummary, ContactKind
from caseload.whose import CARRYING
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.wording import sentence_date, time_within
from clinical.working_days import local_date
from referrals.models import Medium, Referral, Status, Triage
from staff.agreed import effective_for
from staff.models import Absence, Membership, StaffMember

_BEFORE_TREATMENT = (Status.RECEIVED, Status.WAITING, Status.ALLOCATED)


@dataclass(frozen=True, slots=True)
class Placement:
    """Whom a senior chose, from whom as they saw it, and the time they offer, if any."""

    pwp_id: int
    seen_carrier_id: int | None
    starts_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of it."""

    allocation: Allocation
    booking: CareContact | None

    def words(self, on: date) -> str:
        """`On Farah Aziz’s caseload. Offered Fri 12 Jun, 09:30.`"""
        said = f"On {self.allocation.pwp.full_name}’s caseload."
        if self.booking is None:
            return said
        return f"{said} Offered {time_within(self.booking.starts_at, on)}."


@transaction.atomic
def place(
    *, referral: Referral, entry: Placement, by: StaffMember, now: datetime, policy: Policy
) -> Placed:
    """Put a person on a caseload, and the time that was shown into the diary.

    Raises Refused when somebody else placed them meanwhile, for somebody who has left, carries no
    caseload, is away or takes nobody new, over the agreed number without a reason, and when the
    time has been taken.
    """
    current = Referral.objects.lock(referral.pk)
    if current.carried_by_id != entry.seen_carrier_id:
        raise Refused(too_late(referral=current))
    # Held until the end: nobody leaves, and nobody else takes the last place, meanwhile.
    locked = StaffMember.objects.select_for_update(no_key=True)
    pwp = locked.filter(pk=entry.pwp_id).first()
    if pwp is None:
        raise Refused("Choose somebody from the list.", field="pwp")
    _refuse_unable(pwp, on=local_date(now))
    _refuse_full(pwp, why=entry.why, on=local_date(now))
    why = entry.why.strip() or _why_now(current, now=now)
    made = allocation.allocate(referral=current, pwp=pwp, why=why, by=by, now=now, policy=policy)
    booking = None
    if entry.starts_at is not None:
        booking = _offer(current, pwp, at=entry.starts_at, by=by, now=now, policy=policy)
    return Placed(made, booking)


def _why_now(referral: Referral, *, now: datetime) -> str:
    """Whoever is placed with the decision itself passes over those who wait, and it is said why."""
    decided = Triage.objects.filter(referral=referral, at=now).exists()
    return AT_TRIAGE if decided else ""


def too_late(*, referral: Referral) -> str:
    """What somebody hears whose choice came second; nothing was changed."""
    if referral.carried_by is None:
        return "This person is on nobody’s caseload any more. Look at it again."
    return (
        f"This person is on {referral.carried_by.full_name}’s caseload already. "
        "Somebody was quicker; nothing was changed."
    )


def _refuse_unable(pwp: StaffMember, *, on: date) -> None:
    if not pwp.is_active:
        raise Refused(f"{pwp.full_name} no longer works here. Choose somebody else.", field="pwp")
    if not Membership.objects.on(on).filter(staff=pwp, role__in=CARRYING).exists():
        raise Refused(f"{pwp.full_name} carries no caseload. Choose somebody else.", field="pwp")
    if Absence.objects.on(on).filter(staff=pwp).exists():
        raise Refused(f"{pwp.full_name} is away. Choose somebody else.", field="pwp")


def _refuse_full(pwp: StaffMember, *, why: str, on: date) -> None:
    number = effective_for([pwp], on=on)[pwp.pk]
    if number.closed_until is not None:
        until = sentence_date(number.closed_until, on)
        raise Refused(f"{pwp.full_name} takes nobody new until {until}.", field="pwp")
    if number.number is None or why.strip():
        return
    carried = CaseSummary.objects.filter(pwp=pwp, is_open=True).count()
    if carried >= number.number:
        raise Refused(
            f"{pwp.full_name} has {carried} of {number.number} people. Say why one more, or "
            "choose somebody else.",
            field="why",
        )


def _offer(
    referral: Referral,
    pwp: StaffMember,
    *,
    at: datetime,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> CareContact:
    if at <= now:
        raise Refused("That time has passed. Choose again.", field="offer")
    is_new = referral.status in _BEFORE_TREATMENT
    minutes = policy.assessment_minutes if is_new else policy.session_minutes
    booking = Booking(starts_at=at, minutes=minutes, medium=Medium(referral.usual_medium))
    kind = ContactKind.ASSESSMENT if is_new else ContactKind.TREATMENT
    try:
        return contacts.book(
            referral=referral, kind=kind, booking=booking, pwp_id=pwp.pk, by=by, now=now
        )
    except Refused as refusal:
        raise Refused(str(refusal), field="offer") from refusal
