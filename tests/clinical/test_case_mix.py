"""Recovery beside what the mix of problems and first scores leads one to expect."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinical.case_mix import LEAST, Finished, Mix, Usual, compare, expected, mix, wilson

_SLOW_MACHINES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_LOW, _HIGH = Mix("depression", "10-14", "8-10"), Mix("depression", "20-27", "15-21")
_COURSES = st.lists(
    st.builds(
        Finished,
        mix=st.builds(
            Mix,
            problem=st.sampled_from(["depression", "ocd", "ptsd"]),
            phq9=st.sampled_from(["10-14", "15-19", "20-27"]),
            gad7=st.sampled_from(["below", "8-10"]),
        ),
        recovered=st.booleans(),
    ),
    min_size=LEAST,
    max_size=80,
)


def finished(where, *, recovered, of):
    return [Finished(where, recovered=number < recovered) for number in range(of)]


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # The last is the example of Altman and others, Statistics with Confidence (2000), page 47.
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (20, 40, 0.352, 0.648),
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_wilsons_interval_is_the_published_one(count, of, low, high):
    found = wilson(count=count, of=of)

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


@_SLOW_MACHINES
@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_stays_within_and_is_the_mirror_of_its_opposite(counted):
    count, of = counted
    found, mirrored = wilson(count=count, of=of), wilson(count=of - count, of=of)

    assert 0 <= found.low <= count / of <= found.high <= 1
    assert found.holds(count / of)
    assert found.low == pytest.approx(1 - mirrored.high)
    assert (
        wilson(count=count * 2, of=of * 2).high - wilson(count=count * 2, of=of * 2).low
        < found.high - found.low
    )


def test_forty_people_reach_about_15_points_to_either_side():
    found = wilson(count=20, of=40)

    assert (found.high - found.low) / 2 == pytest.approx(0.15, abs=0.005)


@pytest.mark.parametrize(("count", "of"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_has_no_interval(count, of):
    with pytest.raises(ValueError, match="no share"):
        wilson(count=count, of=of)


def test_expected_goes_by_the_mix_and_not_by_the_service_as_a_whole():
    service = [*finished(_LOW, recovered=80, of=100), *finished(_HIGH, recovered=20, of=100)]
    usual = Usual(service)

    own = [*finished(_LOW, recovered=2, of=5), *finished(_HIGH, recovered=3, of=15)]
    found = compare(own, usual)

    assert (found.people, found.recovered) == (20, 5)
    assert found.expected == pytest.approx(5 * 0.8 + 15 * 0.2)
    assert found.interval == wilson(count=5, of=20)


def test_too_few_alike_are_compared_with_the_same_scores_then_with_everybody():
    ocd, ptsd = Mix("ocd", "10-14", "8-10"), Mix("ptsd", "15-19", "below")
    service = [
        *finished(_LOW, recovered=6, of=10),
        *finished(ocd, recovered=0, of=LEAST - 1),
        *finished(_HIGH, recovered=0, of=1),
    ]
    usual = Usual(service)

    # Six recovered, where the circles of each alone would come to a little more than nine
    scale = 6 / (10 * 6 / 10 + 9 * 6 / 19 + 1 * 6 / 20)
    assert usual.share(_LOW) == pytest.approx(scale * 6 / 10)
    assert usual.share(ocd) == pytest.approx(scale * 6 / 19)
    assert usual.share(ptsd) == pytest.approx(scale * 6 / 20)


def test_nobody_is_expected_to_recover_more_than_surely():
    rare = Mix("ocd", "15-19", "below")
    usual = Usual([*finished(_LOW, recovered=10, of=10), *finished(rare, recovered=9, of=9)])

    assert usual.share(_LOW) == 1
    assert usual.share(rare) == 1
    assert Usual(finished(_LOW, recovered=0, of=10)).share(_LOW) == 0


def test_a_share_scaled_up_stays_a_share():
    rare = Mix("ocd", "15-19", "below")
    usual = Usual(
        [
            *finished(_LOW, recovered=10, of=10),
            *finished(_HIGH, recovered=0, of=30),
            *finished(rare, recovered=9, of=9),
        ]
    )

    assert usual.share(_LOW) == 1


def test_people_of_one_mix_may_be_counted_together():
    several = [Finished(_LOW, recovered=6, people=10), Finished(_HIGH, recovered=2, people=10)]
    singly = [*finished(_LOW, recovered=6, of=10), *finished(_HIGH, recovered=2, of=10)]

    assert compare(several, Usual(several)) == compare(singly, Usual(singly))


def test_deprivation_narrows_the_comparison_where_enough_people_share_it():
    poor, rich = replace(_LOW, fifth="1"), replace(_LOW, fifth="5")
    usual = Usual([*finished(poor, recovered=2, of=LEAST), *finished(rich, recovered=4, of=5)])

    scale = 6 / (2 + 5 * 6 / (LEAST + 5))
    assert usual.share(poor) == pytest.approx(scale * 2 / LEAST)
    assert usual.share(rich) == pytest.approx(scale * 6 / (LEAST + 5))
    assert mix(problem="ocd", phq9=10, gad7=8, decile=2).fifth == "1"
    assert mix(problem="ocd", phq9=10, gad7=8, decile=9).fifth == "5"


def test_with_too_few_people_there_is_no_rate():
    usual = Usual(finished(_LOW, recovered=50, of=100))

    found = compare(finished(_LOW, recovered=4, of=LEAST - 1), usual)

    assert (found.people, found.recovered, found.expected, found.interval) == (9, 4, None, None)
    assert compare(finished(_LOW, recovered=4, of=LEAST), Usual([])).expected is None
    assert compare([], usual).interval is None


@_SLOW_MACHINES
@given(_COURSES)
def test_a_whole_service_beside_itself_is_as_expected(courses):
    """What is expected of everybody together is what happened, however few are of a mix: less only
    where somebody would be expected to recover more than surely.
    """
    usual = Usual(courses)
    found, happened = expected(courses, usual), sum(one.recovered for one in courses)

    assert found is not None
    assert found <= happened + 1e-9
    if all((usual.share(one.mix) or 0) < 1 for one in courses):
        assert found == pytest.approx(happened)


def test_a_mix_is_the_problem_and_the_bands_of_both_first_scores():
    assert mix(problem="ocd", phq9=9, gad7=15) == Mix("ocd", "below", "15-21")
    assert mix(problem="ocd", phq9=10, gad7=None) == Mix("ocd", "10-14", "")
    assert mix(problem="", phq9=27, gad7=8) == Mix("", "20-27", "8-10")


def test_with_just_enough_people_there_is_a_rate():
    usual = Usual(finished(_LOW, recovered=50, of=100))

    found = compare(finished(_LOW, recovered=4, of=LEAST), usual)

    assert found.expected is not None
    assert found.interval is not None
