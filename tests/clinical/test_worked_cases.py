"""The forty published worked cases of the national outcome rules, and what they add up to."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from clinical.course import FINISHED_AFTER, anxiety_measure_used, course_outcome
from clinical.measures import MEASURES
from clinical.problems import Problem

# number, problem, PHQ-9, the problem's own measure, GAD-7 (first and last, "-" where it was not
# scored), contacts; the measure used; at caseness, recovered, improved, deteriorated, no change,
# reliably recovered ("?" is not known).
CASES = """
1 DEPRESSION 15 7 - - 12 5 6 GAD7 Y Y Y N N Y
2 DEPRESSION 10 9 - - 7 6 4 GAD7 Y Y N N Y N
3 DEPRESSION 10 4 - - 7 7 3 GAD7 Y Y Y N N Y
4 DEPRESSION 10 5 - - 7 7 3 GAD7 Y Y N N Y N
5 GENERALISED_ANXIETY 9 9 - - 8 7 4 GAD7 Y Y N N Y N
6 GENERALISED_ANXIETY 9 9 - - 8 4 4 GAD7 Y Y Y N N Y
7 GENERALISED_ANXIETY 9 9 - - 7 7 4 GAD7 N N N N Y N
8 GENERALISED_ANXIETY 9 3 - - 7 5 4 GAD7 N N Y N N N
9 GENERALISED_ANXIETY 9 15 - - 7 7 4 GAD7 N N N Y N N
10 DEPRESSION 22 13 - - 18 10 7 GAD7 Y N Y N N N
11 DEPRESSION 18 9 - - 15 8 6 GAD7 Y N Y N N N
12 DEPRESSION 18 10 - - 15 7 6 GAD7 Y N Y N N N
13 DEPRESSION 16 10 - - 9 13 5 GAD7 Y N N N Y N
14 DEPRESSION 16 10 - - 9 12 5 GAD7 Y N Y N N N
15 DEPRESSION 12 18 - - 14 10 5 GAD7 Y N N N Y N
16 DEPRESSION 12 18 - - 14 11 5 GAD7 Y N N Y N N
17 DEPRESSION 12 17 - - 14 17 5 GAD7 Y N N N Y N
18 DEPRESSION 8 9 - - 10 14 3 GAD7 Y N N Y N N
19 DEPRESSION 14 9 - - 6 9 4 GAD7 Y N N N Y N
20 DEPRESSION 14 8 - - 6 8 4 GAD7 Y N Y N N N
21 SOCIAL_ANXIETY 9 8 35 18 12 11 6 SPIN Y Y Y N N Y
22 SOCIAL_ANXIETY 9 8 35 25 12 4 6 SPIN Y N Y N N N
23 SOCIAL_ANXIETY 9 8 35 26 12 4 6 SPIN Y N N N Y N
24 SOCIAL_ANXIETY 9 8 35 - 12 6 6 GAD7 Y Y Y N N Y
25 OCD 8 6 72 39 13 9 6 OCI Y Y Y N N Y
26 OCD 8 6 60 39 13 5 6 OCI Y Y N N Y N
27 PANIC_DISORDER 11 7 13 8 14 6 5 PDSS Y N Y N N N
28 PANIC_DISORDER 11 7 12 7 14 6 5 PDSS Y Y Y N N Y
29 PTSD 20 12 55 45 16 9 6 PCL5 Y N Y N N N
30 PTSD 9 9 31 20 12 12 4 PCL5 N N Y N N N
31 HEALTH_ANXIETY 9 6 18 17 9 5 5 HAI Y Y N N Y N
32 AGORAPHOBIA 8 6 2.30 1.90 9 7 5 MI_ALONE N N N N Y N
33 AGORAPHOBIA 8 6 2.51 1.78 9 7 5 MI_ALONE Y Y Y N N Y
34 DEPRESSION 17 8 - - 13 - 4 GAD7 Y N N N N N
35 DEPRESSION 17 - - - 13 5 4 GAD7 Y N N N N N
36 DEPRESSION 7 5 - - - - 3 GAD7 ? N N N N N
37 DEPRESSION 17 6 - - 13 4 1 GAD7 Y Y Y N N Y
38 DEPRESSION 15 6 - - 12 4 2 GAD7 Y Y Y N N Y
39 DEPRESSION 27 27 - - 21 21 8 GAD7 Y N N N Y N
40 DEPRESSION 0 0 - - 0 0 2 GAD7 N N N N Y N
"""


@dataclass(frozen=True)
class Case:
    number: int
    problem: Problem
    totals: dict
    contacts: int
    used: str
    expected: tuple


def _case(line):
    number, problem, *rest = line.split()
    ends = [None if one == "-" else Decimal(one) for one in rest[:6]]
    own = {"SOCIAL_ANXIETY": "SPIN", "OCD": "OCI", "PANIC_DISORDER": "PDSS", "PTSD": "PCL5"}
    own |= {"HEALTH_ANXIETY": "HAI", "AGORAPHOBIA": "MI_ALONE"}
    pairs = {"PHQ9": ends[:2], own.get(problem, "SPIN"): ends[2:4], "GAD7": ends[4:]}
    totals = {
        code: tuple(_number(code, one) for one in pair if one is not None)
        for code, pair in pairs.items()
        if pair[0] is not None
    }
    said = tuple({"Y": True, "N": False, "?": None}[one] for one in rest[8:])
    return Case(int(number), Problem[problem], totals, int(rest[6]), rest[7], said)


def _number(code, total):
    return total if MEASURES[code].decimals else int(total)


WORKED = [_case(line) for line in CASES.strip().splitlines()]


def _flags(found):
    return (
        found.at_caseness,
        found.recovered,
        found.reliably_improved,
        found.reliably_deteriorated,
        found.no_reliable_change,
        found.reliably_recovered,
    )


@pytest.mark.parametrize("case", WORKED, ids=lambda case: str(case.number))
def test_a_published_case_comes_out_as_published(case):
    used = anxiety_measure_used(problem=case.problem, totals=case.totals)
    found = course_outcome(problem=case.problem, totals=case.totals)

    assert used.code == case.used
    assert _flags(found) == case.expected


def test_the_forty_cases_add_up_as_published():
    finished = [
        course_outcome(problem=case.problem, totals=case.totals)
        for case in WORKED
        if case.contacts >= FINISHED_AFTER
    ]
    asked = [found for found in finished if found.at_caseness is not False]

    assert len(WORKED) == 40
    assert len(finished) == 39
    assert sum(found.at_caseness is True for found in finished) == 32
    assert sum(found.at_caseness is False for found in finished) == 6
    assert sum(found.at_caseness is None for found in finished) == 1
    assert len(asked) == 33
    assert sum(found.recovered for found in finished) == 14
    assert sum(found.reliably_recovered for found in finished) == 9
    assert sum(found.reliably_improved for found in finished) == 19
    assert sum(found.reliably_deteriorated for found in finished) == 3
    assert sum(found.no_reliable_change for found in finished) == 14
    assert sum(found.is_paired for found in finished) == 36


def test_the_same_totals_as_the_database_gives_them_come_out_the_same():
    """A column of numbers with decimals gives 12.00 where a whole number was meant."""
    for case in WORKED:
        as_numeric = {
            code: tuple(Decimal(one).quantize(Decimal("0.01")) for one in totals)
            for code, totals in case.totals.items()
        }

        assert _flags(course_outcome(problem=case.problem, totals=as_numeric)) == case.expected
