"""Sittings and scores, scored by the rules themselves."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from clinical.measures import GAD7_CODE, MEASURES, PHQ9_CODE, item_nine, score
from outcomes.models import MeasureScore, Mode, Sitting
from referrals.models import Referral

_NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)


class SittingFactory(DjangoModelFactory):
    class Meta:
        model = Sitting

    form_key = factory.LazyFunction(uuid.uuid4)
    taken_at = _NOW
    mode = Mode.ON_CALL
    recorded_at = factory.SelfAttribute("taken_at")


class MeasureScoreFactory(DjangoModelFactory):
    """A PHQ-9 of 12 with item 9 at 0, unless told otherwise. Item 9 above 0 needs its signal:
    `tests.factories.caseload.signed_contact` and `sitting_with_signal` write both."""

    class Meta:
        model = MeasureScore

    sitting = factory.SubFactory(SittingFactory)
    referral = factory.SelfAttribute("sitting.referral")
    measure = PHQ9_CODE
    instrument_version = factory.LazyAttribute(lambda row: MEASURES[row.measure].version)
    taken_at = factory.SelfAttribute("sitting.taken_at")
    answers = factory.LazyAttribute(lambda row: answers_for(row.measure, 12))
    total = factory.LazyAttribute(
        lambda row: score(measure=MEASURES[row.measure], answers=row.answers).total
    )
    item_nine = factory.LazyAttribute(
        lambda row: item_nine(row.answers) if row.measure == PHQ9_CODE else None
    )


def answers_for(measure: str, total: int, *, ninth: int = 0) -> list[int]:
    """Answers that add up to this total; the ninth of a PHQ-9 is as given."""
    definition = MEASURES[measure]
    spread = 8 if measure == PHQ9_CODE else len(definition.items)
    left = total - ninth if measure == PHQ9_CODE else total
    answers = []
    for _ in range(spread):
        answers.append(min(left, definition.item_highest))
        left -= answers[-1]
    return [*answers, ninth] if measure == PHQ9_CODE else answers


def sitting(
    referral: Referral,
    *,
    phq9: int | None = 12,
    gad7: int | None = 10,
    ninth: int = 0,
    at: datetime = _NOW,
) -> Sitting:
    """One occasion of answering, as totals; None leaves a questionnaire out."""
    made = SittingFactory(referral=referral, taken_at=at)
    answered: Mapping[str, Sequence[int]] = {
        code: answers_for(code, total, ninth=ninth)
        for code, total in ((PHQ9_CODE, phq9), (GAD7_CODE, gad7))
        if total is not None
    }
    for code, answers in answered.items():
        MeasureScoreFactory(sitting=made, measure=code, answers=answers)
    return made
