"""Correct a score, and respond to risk: a corrected item 9 above 0 is a signal like any other. A
total that was typed in alone is corrected beside the note of its session.
"""

import uuid
from datetime import datetime

from django.db import transaction

from audit import trail
from caseload import flagging
from caseload.actions import risk, signed_notes
from caseload.models import CareContact, SignalSource
from caseload.risk_signals import Signal
from clinical.errors import Refused
from clinical.measures import MEASURES, Total, written
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
    reason: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
    answers: Answers = (),
    total: Total | None = None,
) -> MeasureScore:
    """Put the right answers, or the right total, beside the wrong ones; a flag that the wrong ones
    raised stays until a person decides.

    Raises Refused for impossible answers, without a reason, or when it has been corrected already.
    """
    Referral.objects.lock(score.referral_id)
    with held() as waiting, trail.written_last():
        right = outcome_actions.correct_score(
            score=score, answers=answers, total=total, reason=reason, by=by, now=now
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


@transaction.atomic
def correct_total(
    *,
    contact: CareContact,
    score: MeasureScore,
    total: Total,
    reason: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> MeasureScore:
    """Put the right total beside one that was typed in wrongly; the signed note says so, and why.

    Raises Refused as `correct_score` does, and for a total of another session.
    """
    if score.sitting_id != contact.sitting_id:
        raise Refused("This total is not of this session.")
    with trail.written_last():
        right = correct_score(
            score=score, total=total, reason=reason, by=by, now=now, policy=policy
        )
        signed_notes.correct(
            contact=contact,
            text=_in_words(score, right, reason=reason),
            form_key=uuid.uuid4(),
            by=by,
            now=now,
            policy=policy,
        )
    return right


def _in_words(wrong: MeasureScore, right: MeasureScore, *, reason: str) -> str:
    """`SPIN total corrected from 35 to 53. Two figures the wrong way round`."""
    measure = MEASURES[wrong.measure]
    before, after = (
        "none" if one.value is None else written(measure, one.value) for one in (wrong, right)
    )
    return f"{measure.name} total corrected from {before} to {after}. {reason.strip()}"
