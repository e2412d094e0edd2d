"""The one next step of a referral, derived from what exists: a booking, an ending, a follow-up, or
a booking to be made.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from caseload.models import CareContact, ContactState
from clinical.working_days import add_working_days, local_date, moment
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.models import NextStep, NextStepKind, Referral
from referrals.prepared import PreparedModel
from staff.models import StaffMember

_END_WITHIN = timedelta(days=7)
_BOOK_WITHIN_WORKING_DAYS = 2
_BOOK = "Book the next appointment"
_UNTIL_ALLOCATED = (NextStepKind.TRIAGE, NextStepKind.ALLOCATE)


def derive(
    *,
    referral: Referral,
    booking: CareContact | None,
    ending: bool,  # noqa: FBT001 - a fact about the session, not a choice of behaviour
    by: StaffMember,
    now: datetime,
    missed: bool = False,
) -> None:
    """Set what happens next, who does it, by when."""
    referral_actions.put_next_step(
        referral=referral,
        entry=_entry(booking=booking, ending=ending, missed=missed, by=by, now=now),
        by=by,
        now=now,
    )


def hand_over(
    *, referral: Referral, before: int | None, to: StaffMember, by: StaffMember, now: datetime
) -> None:
    """Somebody else carries the person: finding a carrier is done, the rest passes on to them."""
    step = NextStep.objects.filter(referral=referral, done_at__isnull=True).first()
    if step is None or step.kind in _UNTIL_ALLOCATED:
        entry = NextStepEntry(NextStepKind.BOOK, _BOOK, to.pk, _soon(now))
    elif step.owner_id in (before, None):
        entry = NextStepEntry(NextStepKind(step.kind), step.what, to.pk, step.due_by)
    else:
        return
    referral_actions.put_next_step(referral=referral, entry=entry, by=by, now=now)


def rebook(*, referral: Referral, owner_id: int | None, now: datetime) -> None:
    """The person took an appointment out of the diary: the next one counts, or one is to be booked
    by whoever carries them.
    """
    booking = soonest_booking(referral=referral, now=now)
    entry = NextStepEntry(NextStepKind.BOOK, _BOOK, owner_id, _soon(now))
    if booking is not None:
        entry = NextStepEntry(
            NextStepKind.APPOINTMENT, "Next appointment", booking.pwp_id, booking.starts_at
        )
    referral_actions.put_next_step(referral=referral, entry=entry, by=None, now=now)


def soonest_booking(*, referral: Referral, now: datetime) -> CareContact | None:
    """The first appointment in the diary that has not ended yet."""
    return _SOONEST.first(_Ahead(referral.pk, now))


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Whose diary, from when."""

    referral_id: int
    now: datetime


_SOONEST = PreparedModel(
    lambda ahead: CareContact.objects.filter(
        referral=ahead.referral_id, state=ContactState.BOOKED, ends_at__gt=ahead.now
    ).order_by("starts_at")[:1],
    stand_in=_Ahead(-987_654_321, datetime(1901, 1, 1, tzinfo=UTC)),
)


def _entry(
    *,
    booking: CareContact | None,
    ending: bool,
    missed: bool,
    by: StaffMember,
    now: datetime,
) -> NextStepEntry:
    if booking is not None:
        return NextStepEntry(
            NextStepKind.APPOINTMENT, "Next appointment", booking.pwp_id, booking.starts_at
        )
    if ending:
        return NextStepEntry(NextStepKind.END_TREATMENT, "End treatment", by.pk, now + _END_WITHIN)
    if missed:
        what = "Follow up the missed session"
        return NextStepEntry(NextStepKind.FOLLOW_UP, what, by.pk, _soon(now))
    return NextStepEntry(NextStepKind.BOOK, _BOOK, by.pk, _soon(now))


def _soon(now: datetime) -> datetime:
    return moment(add_working_days(local_date(now), _BOOK_WITHIN_WORKING_DAYS), "17:00")
