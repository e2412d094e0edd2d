"""What a referral by somebody else says about harm, as the caseload takes it."""

from datetime import datetime

from django.db import transaction

from caseload.actions import risk
from caseload.models import RiskSignal, SignalSource
from caseload.risk_signals import Signal
from clinical.policy import Policy
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def hear_harm(
    *,
    referral: Referral,
    words: str,
    was_spoken: bool = False,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> RiskSignal:
    """Whoever referred says that there is harm, or their letter does: a signal on the risk flag,
    whose owner and due time exist from now on. Nobody carries this person yet, so the duty senior
    is told. What was spoken is due like any call, also while the service is closed; what was
    written, by its hours. Raises Refused where nobody works here.
    """
    flag = risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.REFERRAL, words, was_spoken=was_spoken),
        response=None,
        by=by,
        now=now,
        policy=policy,
    )
    return RiskSignal.objects.filter(flag=flag, source=SignalSource.REFERRAL).latest("pk")
