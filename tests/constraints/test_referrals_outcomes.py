"""The rules of referrals and outcomes, each broken; and the nearest true thing, allowed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from clinical.measures import GAD7_CODE, MEASURES, PHQ9_CODE, PSWQ_CODE
from outcomes.models import MeasureScore
from referrals.models import EndCode, Referral, Status
from tests.constraints.breaking import Break, ids, refused
from tests.factories.outcomes import MeasureScoreFactory, SittingFactory, answers_for
from tests.factories.referrals import NextStepFactory, PatientFactory, ReferralFactory

pytestmark = pytest.mark.django_db

_DAY = timedelta(days=1)
_ZEROS = [0] * 8


@pytest.fixture
def world(referral: Referral, now: datetime, today: date) -> SimpleNamespace:
    return SimpleNamespace(referral=referral, now=now, today=today)


def _score(w: SimpleNamespace, **facts: object) -> MeasureScore:
    return MeasureScoreFactory(sitting=SittingFactory(referral=w.referral), **facts)


def _superseded(w: SimpleNamespace, **facts: object) -> int:
    return MeasureScore.objects.filter(pk=_score(w).pk).update(**facts)


def _ended(w: SimpleNamespace, **facts: object) -> Referral:
    whole = {"status": Status.ENDED, "ended_on": w.today, "end_code": EndCode.COMPLETED}
    return ReferralFactory(**whole | facts)


BREAKS = [
    Break(
        "referrals_nhs_number_is_ten_digits",
        "nine digits",
        lambda _: PatientFactory(nhs_number="999190835"),
    ),
    Break(
        "referrals_nhs_number_is_ten_digits",
        "a letter",
        lambda _: PatientFactory(nhs_number="999190835X"),
    ),
    Break(
        "referrals_birth_date_is_believable",
        "too long ago",
        lambda _: PatientFactory(date_of_birth=date(1889, 12, 31)),
    ),
    Break(
        "referrals_birth_date_is_believable",
        "too far ahead",
        lambda _: PatientFactory(date_of_birth=date(2101, 1, 1)),
    ),
    Break("referrals_ended_has_date_and_code", "no code", lambda w: _ended(w, end_code="")),
    Break("referrals_ended_has_date_and_code", "no date", lambda w: _ended(w, ended_on=None)),
    Break(
        "referrals_ended_has_date_and_code",
        "still in treatment",
        lambda w: _ended(w, status=Status.IN_TREATMENT),
    ),
    Break(
        "referrals_ends_not_before_received",
        "the day before",
        lambda w: _ended(w, received_on=w.today + _DAY),
    ),
    Break(
        "referrals_planned_sessions_believable",
        "none",
        lambda _: ReferralFactory(planned_sessions=0),
    ),
    Break(
        "referrals_planned_sessions_believable",
        "too many",
        lambda _: ReferralFactory(planned_sessions=41),
    ),
    Break(
        "referrals_one_open_next_step",
        "two at a time",
        lambda w: NextStepFactory(referral=w.referral),
    ),
    Break("outcomes_total_within_its_range", "below 0", lambda w: _score(w, total=-1)),
    *(
        Break(
            "outcomes_total_within_its_range",
            f"{code} above its highest, or at all where nothing is added up",
            lambda w, code=code, measure=measure: _score(
                w,
                measure=code,
                answers=[measure.item_lowest] * len(measure.items),
                total=measure.total_highest + 1,
            ),
        )
        for code, measure in MEASURES.items()
    ),
    Break(
        "outcomes_total_within_its_range",
        "below the lowest of a measure that starts at 16",
        lambda w: _score(w, measure=PSWQ_CODE, answers=[], total=15),
    ),
    *(
        Break(
            "outcomes_mean_within_its_range",
            words,
            lambda w, facts=facts: _score(w, answers=[], **facts),
        )
        for words, facts in (
            ("below 1", {"measure": "MI_ALONE", "mean": Decimal("0.99"), "total": None}),
            ("above 5", {"measure": "MI_ALONE", "mean": Decimal("5.01"), "total": None}),
            ("of a measure that is no mean", {"measure": "SPIN", "mean": 2, "total": None}),
        )
    ),
    *(
        Break(
            "outcomes_answers_within_their_range",
            f"{code} answered {answer}",
            lambda w, code=code, measure=measure, answer=answer: _score(
                w,
                measure=code,
                answers=[answer, *[measure.item_lowest] * (len(measure.items) - 1)],
                total=None,
                item_nine=0 if code == PHQ9_CODE else None,
            ),
        )
        for code, measure in MEASURES.items()
        if measure.items
        for answer in (measure.item_lowest - 1, measure.item_highest + 1)
    ),
    Break(
        "outcomes_answers_within_their_range",
        "answers to a measure that is known by its mean alone",
        lambda w: _score(w, measure="MI_ALONE", answers=[1], total=None),
    ),
    Break(
        "outcomes_item_nine_only_of_phq9",
        "of GAD-7",
        lambda w: _score(w, measure=GAD7_CODE, answers=answers_for(GAD7_CODE, 4), item_nine=0),
    ),
    Break(
        "outcomes_item_nine_only_of_phq9",
        "4",
        lambda w: _score(w, answers=[], total=4, item_nine=4),
    ),
    Break(
        "outcomes_item_nine_is_the_ninth_answer",
        "another number",
        lambda w: _score(w, answers=[*_ZEROS, 2], item_nine=0),
    ),
    Break(
        "outcomes_item_nine_is_the_ninth_answer",
        "left out though answered",
        lambda w: _score(w, answers=[*_ZEROS, 2], item_nine=None),
    ),
    Break(
        "outcomes_item_nine_is_the_ninth_answer",
        "made up though not answered",
        lambda w: _score(w, answers=[*_ZEROS, None], total=0, item_nine=0),
    ),
    Break(
        "outcomes_item_nine_is_the_ninth_answer",
        "eight answers",
        lambda w: _score(w, answers=_ZEROS, total=0, item_nine=None),
    ),
    Break(
        "outcomes_superseded_has_its_successor",
        "by nothing",
        lambda w: _superseded(w, superseded_at=w.now),
    ),
    Break(
        "outcomes_superseded_has_its_successor",
        "at no time",
        lambda w: _superseded(w, superseded_by=_score(w)),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


def test_the_nearest_true_things_are_allowed(world: SimpleNamespace) -> None:
    PatientFactory(nhs_number=None)
    PatientFactory(nhs_number=None, date_of_birth=date(1890, 1, 1))
    _ended(world, received_on=world.today)
    ReferralFactory(planned_sessions=40)
    _score(world, answers=[*_ZEROS, None], total=None, item_nine=None)
    _score(world, answers=[], total=None, item_nine=None)
    for code, measure in MEASURES.items():
        highest = measure.total_highest if measure.is_totalled else None
        total, mean = (None, highest) if measure.decimals else (highest, None)
        _score(world, measure=code, answers=[], total=total, mean=mean, item_nine=None)
    _score(world, measure="MI_ALONE", answers=[], total=None, mean=Decimal("1.00"))
