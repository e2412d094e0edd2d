"""The one next step of a referral, derived from what exists: a booking, an ending, a follow-up, or
a booking to be made.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from caseload.models import CareContact, ContactState
from clinical.policy import Policy
from clinical.working_days import add_working_days, local_date, moment
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.models import NextStep, NextStepKind, Referral
from referrals.prepared import PreparedModel
from staff.models import StaffMember

_END_WITHIN = timedelta(days=7)
_BOOK_WITHIN_WORKING_DAYS = 2
_BOOK = "Book the next appointment"
_MISSED = (NextStepKind.FOLLOW_UP, "Follow up the missed session")
_UNTIL_ALLOCATED = (
    NextStepKind.TRIAGE,
    NextStepKind.SCREENING_CALL,
    NextStepKind.STEP_3,
    NextStepKind.SIGNPOSTED,
    NextStepKind.ALLOCATE,
)


def derive(
    *,
    referral: Referral,
    booking: CareContact | None,
    ending: bool,  # noqa: FBT001 - a fact about the session, not a choice of behaviour
    by: StaffMember,
    now: datetime,
    policy: Policy,
    missed: bool = False,
) -> None:
    """Set what happens next, who does it, by when: on a day on which the service works."""
    entry = _of(booking) if booking is not None else None
    if entry is None and ending:
        entry = NextStepEntry(NextStepKind.END_TREATMENT, "End treatment", by.pk, now + _END_WITHIN)
    if entry is None:
        kind, what = _MISSED if missed else (NextStepKind.BOOK, _BOOK)
        entry = NextStepEntry(kind, what, by.pk, soon(now, policy))
    referral_actions.put_next_step(referral=referral, entry=entry, by=by, now=now)


def await_booking(
    *, referral: Referral, booking: CareContact, by: StaffMember, now: datetime
) -> None:
    """What happens next is this appointment."""
    referral_actions.put_next_step(referral=referral, entry=_of(booking), by=by, now=now)


def hand_over(
    *,
    referral: Referral,
    before: int | None,
    to: StaffMember,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Somebody else carries the person: finding a carrier is done, the rest passes on to them."""
    step = NextStep.objects.filter(referral=referral, done_at__isnull=True).first()
    if step is None or step.kind in _UNTIL_ALLOCATED:
        entry = NextStepEntry(NextStepKind.BOOK, _BOOK, to.pk, soon(now, policy))
    elif step.owner_id in (before, None):
        entry = NextStepEntry(NextStepKind(step.kind), step.what, to.pk, step.due_by)
    else:
        return
    referral_actions.put_next_step(referral=referral, entry=entry, by=by, now=now)


def rebook(*, referral: Referral, owner_id: int | None, now: datetime, policy: Policy) -> None:
    """The person took an appointment out of the diary: the next one counts, or one is to be booked
    by whoever carries them.
    """
    booking = soonest_booking(referral=referral, now=now)
    entry = (
        NextStepEntry(NextStepKind.BOOK, _BOOK, owner_id, soon(now, policy))
        if booking is None
        else _of(booking)
    )
    referral_actions.put_next_step(referral=referral, entry=entry, by=None, now=now)


def soonest_booking(*, referral: Referral, now: datetime) -> CareContact | None:
    """The first appointment in the diary that has not ended yet."""
    return _SOONEST.first(_Ahead(referral.pk, now))


def soon(now: datetime, policy: Policy) -> datetime:
    """When the service closes, two of its working days on: closed days do not count."""
    on = add_working_days(local_date(now), _BOOK_WITHIN_WORKING_DAYS, policy.calendar)
    return moment(on, policy.closes)


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


def _of(booking: CareContact) -> NextStepEntry:
    return NextStepEntry(
        NextStepKind.APPOINTMENT, "Next appointment", booking.pwp_id, booking.starts_at
    )
