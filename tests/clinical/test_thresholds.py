"""A service may set the thresholds that no source confirmed, and those alone."""

from decimal import Decimal

import pytest

from clinical.change import Change, change
from clinical.course import anxiety_measure_used, course_outcome
from clinical.errors import Refused
from clinical.instruments import MEASURES
from clinical.measures import is_case, severity
from clinical.policy import DEFAULT, RULES, Group, parse, with_changes
from clinical.problems import Problem
from clinical.thresholds import measures_under
from tests.walks import walked


def test_as_delivered_every_measure_is_its_definition():
    assert measures_under(DEFAULT) == MEASURES


def test_what_a_source_confirmed_is_no_rule():
    assert not [name for name in RULES if name.startswith(("phq9_", "gad7_", "phobia_"))]


def test_a_threshold_and_a_change_hold_once_they_are_set():
    mine = measures_under(with_changes({"spin_threshold": "21", "spin_reliable_change": "12"}))

    assert not is_case(measure=mine["SPIN"], total=20)
    assert severity(measure=mine["SPIN"], total=21).word == "at or above the threshold"
    assert change(measure=mine["SPIN"], first=35, last=24) is Change.NO_RELIABLE_CHANGE
    assert change(measure=mine["SPIN"], first=35, last=23) is Change.IMPROVED
    assert mine["OCI"] is MEASURES["OCI"] or mine["OCI"] == MEASURES["OCI"]


def test_a_mean_is_set_in_hundredths_and_no_finer():
    mine = measures_under(with_changes({"mi_alone_threshold": "2.45"}))

    assert mine["MI_ALONE"].caseness == Decimal("2.45")
    assert not is_case(measure=mine["MI_ALONE"], total=Decimal("2.45"))
    assert is_case(measure=mine["MI_ALONE"], total=Decimal("2.46"))
    for text in ("2.455", "2,45", "-2.4", "1e0", "two", "٢", ""):
        with pytest.raises(Refused, match="two decimals at most"):
            parse("mi_alone_threshold", text)
    with pytest.raises(Refused, match=r"between 1\.15 and 4\.60"):
        parse("mi_alone_threshold", "9.99")


def test_a_reliable_change_that_becomes_known_takes_the_measure_into_outcomes():
    totals = {"PHQ9": (9, 8), "BIQ": (50, 39), "GAD7": (12, 12)}
    mine = measures_under(with_changes({"biq_reliable_change": "9"}))

    as_delivered = anxiety_measure_used(problem=Problem.BDD, totals=totals)
    found = course_outcome(problem=Problem.BDD, totals=totals, measures=mine)

    assert as_delivered.code == "GAD7"
    assert found.reliably_recovered


def test_a_reliable_change_of_zero_is_not_known_and_leaves_the_outcome_to_gad7():
    totals = {"PHQ9": (9, 8), "SPIN": (50, 10), "GAD7": (12, 12)}
    mine = measures_under(with_changes({"spin_reliable_change": "0"}))

    assert mine["SPIN"].reliable_change is None
    used = anxiety_measure_used(problem=Problem.SOCIAL_ANXIETY, totals=totals, measures=mine)
    assert used.code == "GAD7"


@walked("name", [name for name, rule in RULES.items() if rule.group is Group.MEASURES])
def test_every_number_that_may_be_set_is_of_a_measure_and_said_to_be_unverified(name):
    code = next(code for code in MEASURES if name.startswith(f"{code.lower()}_"))

    assert not MEASURES[code].verified
    assert "unverified" in RULES[name].source
