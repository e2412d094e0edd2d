"""Who was asked whether they still want help and has not answered: passed on to a person.

"All that is due": safe twice, late, and beside itself. Nobody's referral ends by it.
"""

from collections.abc import Mapping
from datetime import datetime

from caseload.actions import opt_ins
from caseload.models import OptIn
from clinical.policy import Policy
from clinical.working_days import local_date


def pass_on_unanswered(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """After both messages and the days for an answer it is somebody's next step to decide."""
    due = OptIn.objects.filter(
        decide_on__lte=local_date(now),
        answered_at__isnull=True,
        passed_on_at__isnull=True,
        referral__ended_on__isnull=True,
    ).order_by("referral__patient", "pk")
    passed = sum(opt_ins.pass_on(opt_in=one, by=None, now=now, policy=policy) for one in due)
    return {"passed_on": passed}
