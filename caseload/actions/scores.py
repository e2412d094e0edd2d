"""Correct a score, and respond to risk: a corrected item 9 above 0 is a signal like any other."""

from datetime import datetime

from django.db import transaction

from audit import trail
from caseload import flagging
from caseload.actions import risk
from caseload.models import SignalSource
from caseload.risk_signals import Signal
from clinical.policy import Policy
from clinical.risk import is_signal, item_nine_words
from outcomes import actions as outcome_actions
from outcomes.actions import Answers
from outcomes.models import MeasureScore
from referrals.changes import held
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def correct_score(
    *,
    score: MeasureScore,
    answers: Answers,
    reason: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> MeasureScore:
    """Put the right answers beside the wrong ones; a flag that the wrong ones raised stays until a
    person decides.

    Raises Refused for impossible answers, without a reason, or when it has been corrected already.
    """
    Referral.objects.lock(score.referral_id)
    with held() as waiting, trail.written_last():
        right = outcome_actions.correct_score(
            score=score, answers=answers, reason=reason, by=by, now=now
        )
        if is_signal(right.item_nine) and right.item_nine is not None:
            words = f"{item_nine_words(right.item_nine, score.item_nine)}, corrected"
            risk.raise_flag(
                referral=right.referral,
                signal=Signal(SignalSource.SCORE, words, score=right, previous=score.item_nine),
                response=None,
                by=by,
                now=now,
                policy=policy,
            )
        waiting.clear()
        flagging.refresh([score.referral_id], now=now, policy=policy)
    return right
