"""A sitting is stored as answered and scored in one place; a correction stands beside it."""

import uuid

import pytest

from audit.events import Event
from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from outcomes import actions
from outcomes.actions import Answered
from outcomes.models import MeasureScore, Mode

GAD7 = (1, 1, 1, 1, 1, 1, 2)


@pytest.fixture
def record(referral, priya, now):
    """Record one sitting of Priya's patient."""

    def recorded(*answered):
        return actions.record_sitting(
            referral=referral,
            form_key=uuid.uuid4(),
            taken_at=now,
            mode=Mode.ON_CALL,
            answered=answered,
            by=priya,
            now=now,
            policy=DEFAULT,
        )

    return recorded


def test_totals_are_computed_from_the_answers(record):
    done = record(Answered("GAD7", GAD7), Answered("WSAS", (4, 3, 5, 2, 1)))

    assert [score.total for score in done.scores] == [8, 15]


def test_a_blank_is_not_a_zero(record):
    done = record(Answered("GAD7", (0, None, 0, 0, 0, 0, 0)))

    (score,) = done.scores
    assert (score.total, score.answers) == (None, [0, None, 0, 0, 0, 0, 0])


def test_zeros_are_a_score(record):
    (score,) = record(Answered("GAD7", (0,) * 7)).scores

    assert score.total == 0


def test_without_work_the_wsas_is_out_of_32(record):
    (score,) = record(Answered("WSAS", (None, 8, 8, 8, 8), work_not_applicable=True)).scores

    assert (score.total, score.work_not_applicable) == (32, True)


@pytest.mark.parametrize(
    "answered",
    [
        Answered("GAD7", (4, 0, 0, 0, 0, 0, 0)),
        Answered("GAD7", (-1, 0, 0, 0, 0, 0, 0)),
        Answered("GAD7", (0, 0)),
        Answered("NEVER_HEARD_OF", (0,)),
    ],
)
def test_answers_that_cannot_be_are_refused_and_nothing_is_stored(record, answered, referral):
    before = MeasureScore.objects.filter(referral=referral).count()

    with pytest.raises(Refused):
        record(answered)

    assert MeasureScore.objects.filter(referral=referral).count() == before


def test_a_corrected_score_keeps_the_wrong_one_readable(record, priya, now):
    (wrong,) = record(Answered("GAD7", GAD7)).scores

    right = actions.correct_score(
        score=wrong,
        answers=(0,) * 7,
        reason="Typed into the wrong row",
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    wrong.refresh_from_db()
    assert (wrong.total, wrong.superseded_by, right.total) == (8, right, 0)
    entry = AuditEntry.objects.get(event=Event.SCORE_CORRECTED)
    assert entry.changes == {"total": [8, 0]}


def test_a_score_is_corrected_once(record, priya, now):
    (wrong,) = record(Answered("GAD7", GAD7)).scores
    once = {"answers": (0,) * 7, "reason": "Wrong row", "by": priya, "now": now, "policy": DEFAULT}
    actions.correct_score(score=wrong, **once)

    with pytest.raises(Refused, match="already been corrected"):
        actions.correct_score(score=wrong, **once)


def test_a_correction_says_why(record, priya, now):
    (wrong,) = record(Answered("GAD7", GAD7)).scores

    with pytest.raises(Refused) as refused:
        actions.correct_score(
            score=wrong, answers=(0,) * 7, reason=" ", by=priya, now=now, policy=DEFAULT
        )

    assert refused.value.field == "reason"
