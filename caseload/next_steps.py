"""The one next step of a referral, derived from what exists: a booking, an ending, a follow-up, or
a booking to be made.
"""

from datetime import datetime, timedelta

from caseload.models import CareContact
from clinical.working_days import add_working_days, local_date, moment
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.models import NextStepKind, Referral
from staff.models import StaffMember

_END_WITHIN = timedelta(days=7)
_BOOK_WITHIN_WORKING_DAYS = 2


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
    due = moment(add_working_days(local_date(now), _BOOK_WITHIN_WORKING_DAYS), "17:00")
    if missed:
        return NextStepEntry(NextStepKind.FOLLOW_UP, "Follow up the missed session", by.pk, due)
    return NextStepEntry(NextStepKind.BOOK, "Book the next appointment", by.pk, due)
