"""What a course of treatment came to, and whether somebody improved reliably of late."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinical.course import course_outcome, has_improved_since
from clinical.instruments import MEASURES
from clinical.problems import Problem

_SLOW_MACHINES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_PHQ9 = st.lists(st.integers(0, 27), min_size=2, max_size=6)
_GAD7 = st.lists(st.integers(0, 21), min_size=2, max_size=6)


# The published worked cases 29, 30 and 34 to 37: problem, PHQ-9, PCL-5 and GAD-7, then caseness,
# recovery and reliable improvement.
@pytest.mark.parametrize(
    ("problem", "phq9", "pcl5", "gad7", "came_to"),
    [
        (Problem.PTSD, (20, 12), (55, 45), (16, 9), (True, False, True)),
        (Problem.PTSD, (9, 9), (31, 20), (12, 12), (False, False, True)),
        (Problem.DEPRESSION, (17, 8), (), (13,), (True, False, False)),
        (Problem.DEPRESSION, (17,), (), (13, 5), (True, False, False)),
        (Problem.DEPRESSION, (7, 5), (), (), (None, False, False)),
        (Problem.DEPRESSION, (15, 6), (55, 45), (12, 4), (True, True, True)),
    ],
    ids=["29", "30", "34", "35", "36", "PCL-5 of no PTSD is not asked"],
)
def test_the_worked_cases_come_out_by_the_measure_of_the_problem(
    problem, phq9, pcl5, gad7, came_to
):
    found = course_outcome(problem=problem, totals={"PHQ9": phq9, "PCL5": pcl5, "GAD7": gad7})

    assert (found.at_caseness, found.recovered, found.reliably_improved) == came_to


def test_without_a_second_score_of_its_own_measure_gad7_stands_for_the_problem():
    totals = {"PHQ9": (9, 8), "PCL5": (55,), "GAD7": (12, 6)}

    assert course_outcome(problem=Problem.PTSD, totals=totals).reliably_recovered


@_SLOW_MACHINES
@given(_PHQ9, _GAD7, st.integers(0, 27))
def test_a_score_in_the_middle_changes_nothing(phq9, gad7, middle):
    with_more = [phq9[0], middle, *phq9[1:]]

    assert course_outcome(
        problem=Problem.DEPRESSION, totals={"PHQ9": phq9, "GAD7": gad7}
    ) == course_outcome(problem=Problem.DEPRESSION, totals={"PHQ9": with_more, "GAD7": gad7})


def test_improving_is_news_once():
    first, then = {"PHQ9": (18, 15), "GAD7": (9, 9)}, {"PHQ9": (18, 15, 11), "GAD7": (9, 9, 8)}

    assert has_improved_since(problem=Problem.DEPRESSION, before=first, now=then)
    assert not has_improved_since(problem=Problem.DEPRESSION, before=then, now=then)
    assert not has_improved_since(problem=Problem.DEPRESSION, before=first, now=first)


def test_improving_is_judged_by_the_measure_of_the_problem():
    before = {"PHQ9": (9, 9), "PCL5": (55, 54), "GAD7": (12, 4)}
    now = {"PHQ9": (9, 9), "PCL5": (55, 54, 30), "GAD7": (12, 4)}

    assert has_improved_since(problem=Problem.PTSD, before=before, now=now)
    assert not has_improved_since(problem=Problem.DEPRESSION, before=before, now=now)


def test_improving_is_judged_by_the_thresholds_handed_in():
    scored = {"PHQ9": (9, 9), "PCL5": (55, 54)}
    later = scored | {"PCL5": (55, 54, 30)}
    own = MEASURES["PCL5"].with_thresholds(caseness=32, reliable_change=40)

    assert not has_improved_since(
        problem=Problem.PTSD, before=scored, now=later, measures=MEASURES | {"PCL5": own}
    )


def test_without_a_phq9_there_is_an_anxiety_pair_and_no_outcome():
    came_to = course_outcome(problem=Problem.GENERALISED_ANXIETY, totals={"GAD7": (15, 4)})

    assert came_to.at_caseness is True
    assert not came_to.reliably_improved
    assert not came_to.recovered


def test_without_any_score_nothing_is_said():
    came_to = course_outcome(problem=Problem.GENERALISED_ANXIETY, totals={})

    assert came_to.at_caseness is None
    assert not came_to.no_reliable_change
