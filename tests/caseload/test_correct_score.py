"""Mis-keyed digits are corrected beside the wrong ones, and item 9 is answered as ever."""

import pytest

from caseload.actions import scores
from caseload.models import CaseFlag, CaseSummary, RiskAction, RiskSignal
from clinical.policy import DEFAULT
from tests.caseload import entries


@pytest.fixture
def correct(priya, now):
    """Correct a PHQ-9."""

    def corrected(score, answers):
        return scores.correct_score(
            score=score, answers=answers, reason="Wrong row", by=priya, now=now, policy=DEFAULT
        )

    return corrected


def test_a_corrected_total_moves_the_summary(log, correct, referral):
    wrong = log(entries.seen()).sitting.scores.get(measure="PHQ9")

    correct(wrong, (3,) * 8 + (0,))

    assert CaseSummary.objects.get(pk=referral.pk).phq9[-1] == 24


def test_a_corrected_item_nine_above_zero_opens_a_flag_for_whoever_carries_the_person(
    log, correct, referral, priya
):
    wrong = log(entries.seen()).sitting.scores.get(measure="PHQ9")

    right = correct(wrong, entries.PHQ9_WITH_ITEM_9)

    assert RiskSignal.objects.get(score=right).flag.cleared_at is None
    assert RiskAction.objects.get(referral=referral).owner == priya


def test_correcting_item_nine_to_zero_leaves_the_flag_to_a_person(log, correct, referral):
    wrong = log(entries.seen_with_risk()).sitting.scores.get(measure="PHQ9")

    correct(wrong, entries.PHQ9_10)

    assert CaseFlag.objects.get(referral=referral, reason="risk").cleared_at is None
