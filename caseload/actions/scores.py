"""Correct a score, and respond to risk: a corrected item 9 above 0 is a signal like any other, and
so is one that turns out not to have been answered. Answers, and a total that was typed in alone,
are corrected beside the note of their session.
"""

import uuid
from collections.abc import Iterator
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
    work_not_applicable: bool | None = None,
) -> MeasureScore:
    """Put the right answers, or the right total, beside the wrong ones; a flag that the wrong ones
    raised stays until a person decides.

    Raises Refused for impossible answers, without a reason, or when it has been corrected already.
    """
    Referral.objects.lock(score.referral_id)
    with held() as waiting, trail.written_last():
        right = outcome_actions.correct_score(
            score=score,
            answers=answers,
            total=total,
            work_not_applicable=work_not_applicable,
            reason=reason,
            by=by,
            now=now,
            policy=policy,
        )
        if words := _worrying(right, before=score):
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
def correct_answers(
    *,
    contact: CareContact,
    score: MeasureScore,
    answers: Answers,
    work_not_applicable: bool,
    reason: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> MeasureScore:
    """Put the right answers beside those that were written down wrongly; the signed note says so
    item by item, and why.

    Raises Refused as `correct_score` does, and for answers of another session.
    """
    if score.sitting_id != contact.sitting_id:
        raise Refused("These answers are not of this session.")
    with trail.written_last():
        right = correct_score(
            score=score,
            answers=answers,
            work_not_applicable=work_not_applicable,
            reason=reason,
            by=by,
            now=now,
            policy=policy,
        )
        signed_notes.correct(
            contact=contact,
            text=f"{_in_words(score, right)}: {', '.join(_moved(score, right))}. {reason.strip()}",
            form_key=uuid.uuid4(),
            by=by,
            now=now,
            policy=policy,
        )
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
            text=f"{_in_words(score, right)}. {reason.strip()}",
            form_key=uuid.uuid4(),
            by=by,
            now=now,
            policy=policy,
        )
    return right


def _worrying(right: MeasureScore, *, before: MeasureScore) -> str:
    """Why a person must look at item 9 now that it is corrected; empty where nobody must."""
    if right.item_nine is not None and is_signal(right.item_nine):
        return f"{item_nine_words(right.item_nine, before.item_nine)}, corrected"
    if before.item_nine is not None and right.item_nine is None:
        return f"Item 9 was not answered, corrected from {before.item_nine}"
    return ""


def _in_words(wrong: MeasureScore, right: MeasureScore) -> str:
    """`SPIN total corrected from 35 to 53`; of items that are never added up only that it was."""
    measure = MEASURES[wrong.measure]
    if not measure.is_totalled:
        return f"{measure.name} corrected"
    before, after = (
        "none" if one.value is None else written(measure, one.value) for one in (wrong, right)
    )
    return f"{measure.name} total corrected from {before} to {after}"


def _moved(wrong: MeasureScore, right: MeasureScore) -> Iterator[str]:
    """`item 9 from 0 to 1` for each answer that was another."""
    for item, pair in enumerate(zip(wrong.answers, right.answers, strict=True), start=1):
        if pair[0] != pair[1]:
            before, after = ("left out" if one is None else one for one in pair)
            yield f"item {item} from {before} to {after}"
    if wrong.work_not_applicable != right.work_not_applicable:
        yield "work does not apply" if right.work_not_applicable else "work applies"
