"""Words that staff type of what was said outside a session, searched for harm like every text."""

from datetime import datetime

from django.db import transaction

from caseload.actions import risk
from caseload.models import SignalSource
from caseload.risk_signals import Signal
from clinical.harm_words import mention_of_harm
from clinical.policy import Policy
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def hear_typed(
    *, referral: Referral, words: str, of_what: str, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """Words that suggest harm are a signal on the risk flag, due today: whoever carries the person
    has it, else the duty senior, who is told. Raises Refused where nobody works here.
    """
    if mention_of_harm(words) is not None:
        risk.raise_flag(
            referral=referral,
            signal=Signal(SignalSource.CALL, f"{of_what}: words in it suggest harm"),
            response=None,
            by=by,
            now=now,
            policy=policy,
        )
