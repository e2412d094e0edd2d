"""Before somebody's first booking: induction and mandatory training, agency staff too."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from staff import readiness
from staff.models import StaffMember


@transaction.atomic
def clear_for_first_booking(*, pwp_id: int, by: StaffMember, now: datetime) -> None:
    """Let somebody be booked. Only the first time it is asked what they have: what runs out later
    is told of, and stops no patient's appointment. One query, but for that first time.

    Whoever has no first day on record was here before induction was recorded, and is not asked.
    Raises Refused with what is missing.
    """
    asked = StaffMember.objects.filter(
        pk=pwp_id, started_on__isnull=False, cleared_on__isnull=True
    ).first()
    if asked is None:
        return
    on = local_date(now)
    missing = readiness.missing(pwp_id, on=on)
    if missing:
        raise Refused(
            f"{asked.full_name} cannot be booked yet: induction and mandatory training come before "
            f"a first session. Missing: {'; '.join(missing)}."
        )
    StaffMember.objects.filter(pk=pwp_id).update(cleared_on=on)
    trail.record(
        Event.FIRST_BOOKING_CLEARED,
        by=by,
        at=now,
        about=asked,
        changes={"cleared_on": ("", on.isoformat())},
    )
