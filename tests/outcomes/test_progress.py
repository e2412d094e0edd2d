"""A referral's scores in order, its change so far, and what the chart draws of them."""

from datetime import UTC, date, datetime

import pytest

from clinical.measures import GAD7, PHQ9, WSAS
from outcomes.chart_layout import ChartPoint
from outcomes.progress import (
    BETWEEN_SESSIONS,
    Appointment,
    Score,
    chart_points,
    measures_in,
    progress,
    score_rows,
    scores_from,
    withdrawn_scores,
)
from referrals.models import Referral
from tests.factories import outcomes
from tests.factories.outcomes import MeasureScoreFactory


def scored(total: int | None, *, day: int, sitting: int = 1, **facts: object) -> Score:
    return Score(
        **{
            "measure": PHQ9.code,
            "total": total,
            "answers": (0,) * 9,
            "item_nine": 0,
            "is_prorated": False,
            "sitting_id": sitting,
            "taken_at": datetime(2026, 6, day, 9, tzinfo=UTC),
            **facts,
        }
    )


def test_progress_is_from_the_first_total_to_the_last() -> None:
    course = [scored(18, day=1), scored(None, day=2), scored(12, day=3)]

    found = progress(course, PHQ9)

    assert found is not None
    assert (found.first, found.last, found.times) == (18, 12, 2)
    assert (
        found.sentence == "Down 6 from 18: <b>reliable improvement</b>. Still above the threshold."
    )
    assert "Moderate" in found.severity


def test_one_score_is_no_change() -> None:
    found = progress([scored(18, day=1)], PHQ9)

    assert found is not None
    assert "reliable" not in found.sentence


def test_a_total_that_was_filled_in_is_no_basis_for_change() -> None:
    course = [scored(18, day=1), scored(9, day=2, is_prorated=True)]

    found = progress(course, PHQ9)

    assert found is not None
    assert (found.last, found.times) == (18, 1)


def test_wsas_is_only_compared_while_work_applies_at_both_ends_or_at_neither() -> None:
    def answered(total: int, *, day: int, without_work: bool) -> Score:
        return scored(total, day=day, measure=WSAS.code, work_not_applicable=without_work)

    mixed = [answered(30, day=1, without_work=False), answered(18, day=2, without_work=True)]
    alike = [answered(26, day=1, without_work=True), answered(18, day=2, without_work=True)]

    of_mixed, of_alike = progress(mixed, WSAS), progress(alike, WSAS)

    assert of_mixed is not None
    assert of_alike is not None
    assert of_mixed.sentence == "Work applies to only one of first and last: not compared."
    assert of_alike.sentence == "Down 8 from 26: <b>reliable improvement</b>."


@pytest.mark.parametrize("course", [[], [scored(None, day=1)]])
def test_a_measure_without_a_total_has_no_progress(course: list[Score]) -> None:
    assert progress(course, PHQ9) is None


def test_each_appointment_has_its_point_and_so_have_answers_between_them() -> None:
    appointments = [
        Appointment("Assess", date(2026, 6, 1), sitting_id=1),
        Appointment("", date(2026, 6, 2), sitting_id=None, is_missed=True),
        Appointment("1", date(2026, 6, 4), sitting_id=3),
    ]
    course = [scored(18, day=1), scored(15, day=3, sitting=2), scored(12, day=4, sitting=3)]

    points = chart_points(course, PHQ9, appointments)

    assert points == (
        ChartPoint("Assess", date(2026, 6, 1), 18),
        ChartPoint("", date(2026, 6, 2), is_missed=True),
        ChartPoint(BETWEEN_SESSIONS, date(2026, 6, 3), 15),
        ChartPoint("1", date(2026, 6, 4), 12),
    )


def test_an_appointment_without_that_measure_keeps_its_place() -> None:
    seen = [Appointment("1", date(2026, 6, 1), sitting_id=1)]

    assert chart_points([scored(18, day=1)], GAD7, seen) == (ChartPoint("1", date(2026, 6, 1)),)


def test_both_main_measures_are_shown_always_and_others_once_answered() -> None:
    assert measures_in([]) == (PHQ9, GAD7)
    assert measures_in([scored(20, day=1, measure=WSAS.code)]) == (PHQ9, GAD7, WSAS)


def _standing(referral: Referral) -> tuple[Score, ...]:
    return scores_from(row["row"] for row in score_rows(referral.pk))


@pytest.mark.django_db
def test_scores_are_read_in_order_without_those_corrected_or_withdrawn(
    referral: Referral,
) -> None:
    earlier = datetime(2026, 3, 1, 9, tzinfo=UTC)
    first = outcomes.sitting(referral, phq9=20, gad7=None, at=earlier)
    gone = outcomes.sitting(referral, phq9=25, gad7=None, at=earlier)
    gone.scores.update(withdrawn_at=earlier)
    corrected = MeasureScoreFactory(sitting=first, answers=[3] * 6 + [0] * 3)
    first.scores.exclude(pk=corrected.pk).update(superseded_at=earlier, superseded_by=corrected)

    found = _standing(referral)

    assert [(one.measure, one.total) for one in found] == [
        ("PHQ9", 18),
        ("PHQ9", 12),
        ("GAD7", 10),
    ]
    assert found[0].on == date(2026, 3, 1)


@pytest.mark.django_db
def test_a_withdrawn_wsas_without_work_is_still_out_of_32(referral: Referral) -> None:
    sitting = outcomes.SittingFactory(referral=referral)
    MeasureScoreFactory(
        sitting=sitting,
        measure=WSAS.code,
        answers=[None, 8, 5, 3, 2],
        total=18,
        work_not_applicable=True,
        withdrawn_at=sitting.taken_at,
    )

    [found] = withdrawn_scores(sitting.pk)

    assert found.result == "18/32"
    assert found not in _standing(referral)
