"""Every measure of the national list is built, or left out with a reason; every one runs."""

import re
from datetime import date

import pytest

from reporting import counting
from reporting.figures import Chosen
from reporting.metrics.left_out import LEFT_OUT
from reporting.metrics.measure import Kind
from reporting.metrics.registry import MEASURES, TILES, measure_called
from reporting.period import Period
from reporting.standards import RULES

# The ids that the national measures of referral, access, waits, endings, outcomes, activity and
# completeness go by; those without an id of their own are named.
NAMED = """
M001-M018 M287 M345 M019-M022 M023-M027 M028 M029 M030 M031 M032-M035 M036 M037 M048 M049
M038-M045 M052 M053 M054 M055 M050 M051 M184 M046 M124 M122 M125 M047 M126 M351 M347-M350 M352-M367
TT/open-without-activity
M056 M057-M072 M340-M344 M073 M074 M153 M077 M075 M078 M076 M079 M080 M081 M288
M179 M180 AM/at-caseness M191 M192 M185 M186 M193 M195 M187 M189 M1010 M206-M210 M237
AM/effect-size-phq9 AM/effect-size-gad7 M212-M236
M082-M088 local/did-not-attend local/did-not-attend-of-all M090-M111 M346 M343 M1001-M1009
M1018-M1020 M1014-M1017 M1011 M1012 M089 M141-M144 M120 M112 M099 AM/mean-minutes
AM/median-minutes AM/followed-up
M201 M199 M200 M198 M196 M197 M202 M203-M205 local/problem-recorded-of-finished
local/problem-recorded-of-started AM/armed-forces-asked VODIM
""".split()  # noqa: SIM905 - as the list reads


def _ids(names):
    """Each id for itself: `M023-M027` is five, and `M057-M070/COMPLETED` one of a family."""
    for name in names:
        bounds = re.fullmatch(r"M(\d+)-M(\d+)", name)
        if bounds is None:
            yield name
        else:
            yield from (f"M{n:03}" for n in range(int(bounds[1]), int(bounds[2]) + 1))


def test_each_measure_of_the_reference_is_built_or_left_out_with_a_reason():
    built = set(_ids(name for one in MEASURES.values() for name in one.ids))

    assert set(_ids(NAMED)) - built - set(LEFT_OUT) == set()
    assert built & set(LEFT_OUT) == set()
    assert all(len(reason) > 20 for reason in LEFT_OUT.values())


def test_no_two_measures_share_a_name_or_an_id():
    from reporting.metrics.registry import _MODULES

    every = [one for module in _MODULES for one in module.MEASURES]

    assert len({one.slug for one in every}) == len(every)
    assert len({one.id for one in every}) == len(every)
    assert len({one.name for one in every}) == len(every)


@pytest.mark.parametrize("field", ["definition", "counts", "source", "name"])
def test_each_says_in_words_what_it_is(field):
    assert [one.slug for one in MEASURES.values() if not getattr(one, field).strip()] == []


def test_what_is_divided_says_by_what():
    divided = {one.slug for one in MEASURES.values() if one.kind in {Kind.RATE, Kind.MEAN}}

    assert {one.slug for one in MEASURES.values() if one.denominator} == divided
    assert {one.slug for one in MEASURES.values() if one.denominator and one.out_of} == divided
    assert {one.slug for one in MEASURES.values() if one.statistic} == {
        one.slug for one in MEASURES.values() if one.kind in {Kind.MEDIAN, Kind.STATISTIC}
    }


def test_the_tiles_are_the_measures_the_page_promises():
    ids = [measure_called(slug).id for slug in TILES]

    assert ids == ["M031", "M053", "M055", "M192", "M186", "M195", "local/did-not-attend", "M126"]
    assert set(RULES) == set(TILES)


@pytest.mark.django_db
def test_every_measure_runs_in_one_query_and_its_people_open(django_assert_num_queries):
    told = {
        "period": Period(date(2026, 5, 2), date(2026, 5, 30)),
        "chosen": Chosen(problem="DEPRESSION"),
    }

    with django_assert_num_queries(1):
        figures = counting.read(MEASURES, **told)

    assert {figure.numerator for figure in figures.values()} == {0}
    for slug in MEASURES:
        for which in ("numerator", "denominator", "missing"):
            assert list(counting.people(slug, which=which, **told)) == []
