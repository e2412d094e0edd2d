"""Tells people in time of a registration or training that runs out: herself and her supervisor.

A line on Today and a notice; once for each, whenever the job comes to run.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from caseload import notices
from caseload.actions.reminders import leave_for
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from staff.expiry import Telling, claim_untold

_KEYS = UUID("0b8b0d5e-4f0b-4a57-9a51-0f8c8f0f5a11")


@transaction.atomic
def remind_of_expiries(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Tell everybody of what of theirs runs out within the service's days, or has, and their
    supervisors; each once.
    """
    on = local_date(now)
    within = timedelta(days=policy.expiry_reminder_days)
    told = 0
    for one in claim_untold(within=within, on=on, now=now):
        until = wording.sentence_date(one.expires_on, on)
        said = "ran out on" if one.expires_on < on else "runs out on"
        what = one.what.lower()
        for staff_id, whose in _told(one):
            leave_for(
                owner_id=staff_id,
                referral=None,
                text=f"{whose}{what} {said} {until}",
                key=uuid5(_KEYS, f"{one.credential_id}:{staff_id}"),
                by=None,
                now=now,
            )
            notices.tell(staff_id=staff_id, key=f"expiry:{one.credential_id}", at=now)
            told += 1
    return {"told": told}


def _told(one: Telling) -> Iterator[tuple[int, str]]:
    """Herself, and each of her supervisors, to whom it is said whose it is."""
    yield one.staff_id, "Your "
    for supervisor_id in one.supervisor_ids:
        yield supervisor_id, f"{one.name}: "
