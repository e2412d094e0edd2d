"""Getting worse, not improving and ready for a decision, by the measure that the problem calls for:
every problem, and every course of three totals around its threshold and its reliable change.
"""

from decimal import Decimal
from itertools import product

import pytest

from clinical.measures import MEASURES, anxiety_measure_for
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.reason import Reason
from tests.clinical.builders import case, evidence, found

_OWN = {
    problem: MEASURES[code]
    for problem in Problem
    if (code := anxiety_measure_for(problem)) != "GAD7"
}
_CHANGING = [one for one, measure in _OWN.items() if measure.reliable_change is not None]
_NOT_CHANGING = [one for one in _OWN if one not in _CHANGING]
# Nothing is to be said of PHQ-9; GAD-7 would say each of the three reasons.
_STILL = {"phq9": (9, 9, 9)}
_GAD7_WORSE, _GAD7_BETTER, _GAD7_BELOW = (3, 3, 12), (19, 10, 10), (3, 3, 3)


def _courses(measure):
    """Three totals each: at, just under and just over what decides, from wherever it begins."""
    step = Decimal(1).scaleb(-measure.decimals)
    cut, change = Decimal(measure.caseness), Decimal(measure.reliable_change)
    marks = {cut - change, cut - step, cut, cut + step, cut + change - step, cut + change}
    totals = sorted(one for one in marks if measure.total_lowest <= one <= measure.total_highest)
    return product(totals, repeat=3)


def _is_case(measure, total):
    return total > measure.caseness if measure.case_is_above else total >= measure.caseness


@pytest.mark.parametrize("problem", _CHANGING)
@pytest.mark.parametrize("gad7", [_GAD7_WORSE, _GAD7_BELOW])
def test_worse_is_a_rise_of_its_own_from_the_first_or_the_best_or_one_of_gad7(problem, gad7):
    measure = _OWN[problem]
    for totals in _courses(measure):
        is_worse = totals[-1] - min(totals) >= measure.reliable_change

        words = evidence(
            Reason.DETERIORATING, problem=problem, own_totals=totals, gad7=gad7, **_STILL
        )

        assert (words or "").startswith(measure.name) == is_worse, totals
        assert ("GAD-7 3 to 12" in (words or "")) == (gad7 == _GAD7_WORSE)
        assert words is not None or (not is_worse and gad7 == _GAD7_BELOW)


@pytest.mark.parametrize("problem", _CHANGING)
@pytest.mark.parametrize("gad7", [_GAD7_BETTER, _GAD7_WORSE])
def test_not_improving_is_no_fall_and_a_case_of_its_own_and_gad7_says_nothing(problem, gad7):
    measure = _OWN[problem]
    policy = Policy(expected_range_on=False)
    for totals in _courses(measure):
        fell = totals[0] - totals[-1] >= measure.reliable_change

        words = evidence(
            Reason.NOT_IMPROVING,
            policy,
            treatment_contacts=4,
            problem=problem,
            own_totals=totals,
            gad7=gad7,
            **_STILL,
        )

        assert (words is not None) == (not fell and _is_case(measure, totals[-1])), totals
        assert words is None or f"in PHQ-9 or {measure.name} after 4 sessions" in words


@pytest.mark.parametrize("problem", _CHANGING)
@pytest.mark.parametrize("gad7", [_GAD7_BELOW, _GAD7_WORSE])
def test_ready_is_twice_below_its_own_threshold_and_gad7_says_nothing(problem, gad7):
    measure = _OWN[problem]
    for totals in _courses(measure):
        below = not any(_is_case(measure, one) for one in totals[-2:])

        words = evidence(
            Reason.READY_FOR_DECISION, problem=problem, own_totals=totals, gad7=gad7, **_STILL
        )

        said = f"Below threshold on PHQ-9 and {measure.name} twice in a row"
        assert words == (said if below else None), totals


@pytest.mark.parametrize(
    ("problem", "own"),
    [
        *((problem, (_OWN[problem].total_highest,)) for problem in _CHANGING),
        *((problem, ()) for problem in _OWN),
        *((problem, (_OWN[problem].total_highest,) * 3) for problem in _NOT_CHANGING),
    ],
)
@pytest.mark.parametrize("gad7", [_GAD7_WORSE, _GAD7_BETTER, _GAD7_BELOW, (12, 12, 12), (), (9,)])
@pytest.mark.parametrize(
    "which", [Reason.DETERIORATING, Reason.NOT_IMPROVING, Reason.READY_FOR_DECISION]
)
def test_scored_once_or_never_or_without_a_reliable_change_gad7_stands_for_it(
    problem, own, gad7, which
):
    given = {"gad7": gad7, "treatment_contacts": 4, **_STILL}

    assert found(which, problem=problem, own_totals=own, **given) == found(which, **given)


def test_either_measure_is_enough_and_the_other_is_told_in_its_own_numbers():
    ocd = {"problem": Problem.OCD, "gad7": (12, 12)}
    agoraphobia = {"problem": Problem.AGORAPHOBIA, "phq9": (9, 9)}

    worse = evidence(Reason.DETERIORATING, phq9=(12, 18), own_totals=(90, 58), **ocd)
    own = found(Reason.DETERIORATING, phq9=(18, 12), own_totals=(28, Decimal("60.00")), **ocd)
    of_a_mean = {"own_totals": (Decimal("2.40"), Decimal("1.50"), Decimal("2.30"))}

    assert worse == "PHQ-9 12 to 18, OCI improved, 90 to 58"
    assert own.evidence == "OCI 28 to 60, PHQ-9 improved, 18 to 12"
    assert (
        evidence(Reason.DETERIORATING, **agoraphobia, **of_a_mean)
        == "Mobility Inventory 1.50 at best, now 2.30"
    )


def test_what_clears_it_names_the_measure():
    still = found(
        Reason.NOT_IMPROVING,
        treatment_contacts=4,
        problem=Problem.PTSD,
        own_totals=(50, 49),
        phq9=(9, 9),
        gad7=(3, 3),
    )

    assert still.clears == (
        "Clears when PHQ-9 or PCL-5 has fallen reliably, or both are below their thresholds."
    )


def test_a_threshold_or_change_that_the_service_has_set_decides():
    given = {"problem": Problem.SOCIAL_ANXIETY, "phq9": (9, 9), "gad7": (3, 3)}
    lower = Policy(thresholds=(("spin_threshold", 15), ("spin_reliable_change", 6)))

    assert found(Reason.DETERIORATING, own_totals=(20, 26), **given) is None
    assert evidence(Reason.DETERIORATING, lower, own_totals=(20, 26), **given) == "SPIN 20 to 26"
    assert found(Reason.READY_FOR_DECISION, own_totals=(16, 16), **given)
    assert found(Reason.READY_FOR_DECISION, lower, own_totals=(16, 16), **given) is None


def test_high_scores_are_of_phq9_and_gad7_whatever_the_problem():
    given = {"problem": Problem.OCD, "own_totals": (168, 168), "phq9": (9, 9)}

    assert found(Reason.HIGH_SCORES, gad7=(3, 3), **given) is None
    assert evidence(Reason.HIGH_SCORES, gad7=(3, 15), **given) == "GAD-7 15, severe"
    assert case(**given, gad7=(3, 3)).own_totals == (168, 168)
