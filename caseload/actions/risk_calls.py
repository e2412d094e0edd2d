"""A risk call asked for at triage: somebody read what worries them, and nobody has spoken yet."""

from datetime import datetime

from django.db import transaction

from caseload.actions import risk
from caseload.models import RiskAction, SignalSource
from caseload.risk_signals import Response, Signal
from clinical.policy import Policy
from clinical.risk import ResponseUrgency
from referrals.models import Referral
from staff.models import StaffMember

CALL_TODAY = "Risk call today"


@transaction.atomic
def ask_for_risk_call(
    *, referral: Referral, reason: str, by: StaffMember, now: datetime, policy: Policy
) -> RiskAction:
    """What worries is a signal on the risk flag; the duty senior, or who stands in, rings today."""
    flag = risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.TRIAGE, f"Asked for at triage: “{reason}”"),
        response=Response(CALL_TODAY, risk.senior_id(by=by, now=now), ResponseUrgency.SAME_DAY),
        by=by,
        now=now,
        policy=policy,
    )
    return RiskAction.objects.filter(flag=flag, opened_at=now, what=CALL_TODAY).latest("pk")
