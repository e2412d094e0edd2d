"""Waits about to pass the last day the service asks of itself: those who allocate are told.

"All that is due": safe twice, late, and beside itself. The pages work it out for themselves.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count

from caseload import notices
from caseload.actions.reminders import leave_for
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, monday_of
from referrals.models import Referral
from staff.models import Membership
from staff.roles import Role

_KEYS = UUID("5a1f5c6c-5a55-4a0c-8c7e-1d2b7f3f6b52")


@transaction.atomic
def tell_of_waits(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Tell the seniors of each team, else the service leads, once a week, how many people wait
    whose last day is near or past and who have no first session behind them.
    """
    on = local_date(now)
    came_by = on - timedelta(days=policy.first_treatment_within_days - policy.wait_near_days)
    near = dict(
        Referral.objects.open()
        .filter(summary__first_treatment_on__isnull=True, received_on__lte=came_by)
        .values_list("team")
        .annotate(people=Count("pk"))
    )
    told = 0
    for team_id, people in sorted(near.items()):
        who = wording.count(people, "person waits", "people wait")
        text = f"{who} close to or past the last day for a first session. See Referrals."
        for staff_id in _who_allocate(team_id, now=now):
            key = uuid5(_KEYS, f"{monday_of(on)}:{team_id}:{staff_id}")
            leave_for(owner_id=staff_id, referral=None, text=text, key=key, by=None, now=now)
            notices.tell(staff_id=staff_id, key=f"waits:{monday_of(on)}:{team_id}", at=now)
            told += 1
    return {"teams": len(near), "told": told}


def _who_allocate(team_id: int, *, now: datetime) -> list[int]:
    """Who works here now: the seniors of this team, and where there is none the service leads."""
    held = Membership.objects.on(local_date(now)).filter(staff__is_active=True)
    seniors = held.filter(team=team_id, role=Role.SENIOR_PWP)
    found = seniors if seniors.exists() else held.filter(role=Role.SERVICE_LEAD)
    return sorted(set(found.values_list("staff", flat=True)))
